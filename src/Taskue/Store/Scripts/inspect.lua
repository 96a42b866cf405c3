--[[ inspect.lua: what the server says of itself. Reads only. A script, because clients may not all send INFO.
  KEYS   none
  ARGV   none
  Return {"ok", INFO server, INFO replication, INFO memory}, "" where the server does not tell
  Holds  nothing
  Cost   O(1)
]]
local reply = { 'ok' }
for _, section in ipairs({ 'server', 'replication', 'memory' }) do
  local text = redis.pcall('INFO', section)
  reply[#reply + 1] = type(text) == 'string' and text or ''
end
return reply
