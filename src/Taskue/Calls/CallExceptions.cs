namespace Taskue;

/// <summary>The stored arguments do not fit the method's parameters: the task is <c>errored</c>, its method was not called.</summary>
internal sealed class ArgumentMismatchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The method ended, but what it returned cannot be written as JSON: the task is <c>failed</c> and not retried.</summary>
internal sealed class ResultNotSerializableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The service of an instance method is not registered and cannot be made: the task is <c>errored</c>, its method was not called.</summary>
internal sealed class ServiceMissingException(string message) : Exception(message);
