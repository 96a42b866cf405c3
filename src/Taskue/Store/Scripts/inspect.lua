--[[ inspect.lua: what the server says of itself, and its time. Reads only. A script, because clients may not all send INFO.
  KEYS   none
  ARGV   the sections of INFO that are asked for
  Return {"ok", the text of each section, "server_ms:" and its clock, unix ms}, "" where the server does not tell
  Holds  nothing
  Cost   O(1)
]]
--@include base
local reply = { 'ok' }
for i = 1, #ARGV do
  local text = redis.pcall('INFO', ARGV[i])
  reply[i + 1] = type(text) == 'string' and text or ''
end
local told, now = pcall(clock, '')
reply[#reply + 1] = told and 'server_ms:' .. num(now) or ''
return reply
