--[[ inspect.lua: what the server says of itself. Reads only. A script, because clients may not all send INFO.
  KEYS   none
  ARGV   the sections of INFO that are asked for
  Return {"ok", the text of each section}, "" where the server does not tell
  Holds  nothing
  Cost   O(1)
]]
local reply = { 'ok' }
for i = 1, #ARGV do
  local text = redis.pcall('INFO', ARGV[i])
  reply[i + 1] = type(text) == 'string' and text or ''
end
return reply
