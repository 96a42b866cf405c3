--[[ registry.lua: the runners of a namespace, living and ended. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 cursor, "0" to begin
  Return {"ok", now, next cursor, then five for each runner: incarnation, registry row, living row or "",
          when its heartbeat expires or "", what it announced or ""}
         {"format", format}
  Holds  nothing: a reader's view
  Cost   O(500)
]]
--@keys meta runners live beats runs
--@include base gate
local no = refused('')
if no then return no end
local reply = { 'ok', num(clock(ARGV[1])) }
local page = call('HSCAN', runners, ARGV[2], 'COUNT', 500)
reply[3] = page[1]
for i = 1, #page[2], 2 do
  reply[#reply + 1], reply[#reply + 2] = page[2][i], page[2][i + 1]
  reply[#reply + 1] = call('HGET', live, page[2][i]) or ''
  reply[#reply + 1] = call('ZSCORE', beats, page[2][i]) or ''
  reply[#reply + 1] = call('HGET', runs, page[2][i]) or ''
end
return reply
