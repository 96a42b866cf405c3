using Taskue.Proof.Campaign;

return await ProofCommand.RunAsync(args);
