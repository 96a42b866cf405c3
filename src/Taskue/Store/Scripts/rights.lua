--[[ rights.lua: which of the commands that scripts use the server refuses to this user: each is tried on a key of its own.
  KEYS   @keys below
  ARGV   1 the command that wakes runners on this server: "PUBLISH" or "SPUBLISH"
  Return {"ok", then two for each command that is refused: name, the server's words}
  Holds  the key is gone again when the call ends; nothing else is touched. A full server refuses what would grow, and says so
  Cost   O(1), some fifty commands
]]
--@keys probe
local reply = { 'ok' }
local function try(command, ...)
  local answer = redis.pcall(command, ...)
  if type(answer) == 'table' and answer.err then
    reply[#reply + 1], reply[#reply + 2] = command, answer.err
  end
end
try('UNLINK', probe)
try('TIME')
try('EXISTS', probe)
try('HDEL', probe, '-')
try('HSET', probe, 'a', '1')
try('HSETNX', probe, 'b', '1')
try('HINCRBY', probe, 'a', '1')
try('HGET', probe, 'a')
try('HMGET', probe, 'a', 'b')
try('HGETALL', probe)
try('HKEYS', probe)
try('HVALS', probe)
try('HLEN', probe)
try('HSTRLEN', probe, 'a')
try('HEXISTS', probe, 'a')
try('HRANDFIELD', probe, '1')
try('HSCAN', probe, '0', 'COUNT', '1')
try('UNLINK', probe)
try('RPUSH', probe, 'a')
try('LPUSH', probe, 'b')
try('LLEN', probe)
try('LRANGE', probe, '0', '1')
try('LPOP', probe, '1')
try('UNLINK', probe)
try('SADD', probe, 'a', 'b')
try('SREM', probe, 'b')
try('SCARD', probe)
try('SMEMBERS', probe)
try('SPOP', probe)
try('UNLINK', probe)
try('ZADD', probe, '0', 'a')
try('ZSCORE', probe, 'a')
try('ZCARD', probe)
try('ZCOUNT', probe, '-inf', '+inf')
try('ZRANGE', probe, '0', '0')
try('ZREVRANGE', probe, '0', '0')
try('ZRANGEBYSCORE', probe, '-inf', '+inf')
try('ZREVRANGEBYSCORE', probe, '+inf', '-inf')
try('ZRANGEBYLEX', probe, '-', '+')
try('ZREVRANGEBYLEX', probe, '+', '-')
try('ZREM', probe, 'a')
try('PUBLISH', string.sub(probe, 1, -6) .. 'done:probe', '')
if ARGV[1] == 'SPUBLISH' then try('SPUBLISH', string.sub(probe, 1, -6) .. 'wake:probe', '') end
try('UNLINK', probe)
return reply
