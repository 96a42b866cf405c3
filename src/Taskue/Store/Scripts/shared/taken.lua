-- An id belongs to a task or to a workflow, never to both. AT is the index in ARGV of the number of task ids that callers chose; the ids follow it.
-- Ids that the client made itself are new, and are not looked up. Gives the first id that is a workflow's: a stored one, or one that is only partly
-- stored or partly taken away. Needs: flows staging dropping
local function takenByFlow(at)
  for i = at + 1, at + tonumber(ARGV[at]) do
    local id = ARGV[i]
    if call('HEXISTS', flows, id) == 1 or call('HEXISTS', staging, id) == 1 or call('HEXISTS', dropping, id) == 1 then return id end
  end
  return nil
end
