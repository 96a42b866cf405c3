--[[ get.lua: tasks by their ids. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 "1": with large payloads and results   then the ids
  Return {"ok", now, then eight for each task that is there (shared/view.lua)}   {"format", format}
  Holds  nothing: a reader's view, of one moment
  Cost   O(ids)
]]
--@keys meta tasks active done tries created blobs flows
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view
local ids = {}
for i = 3, #ARGV do ids[#ids + 1] = ARGV[i] end
local reply = { 'ok', num(now) }
view(reply, ids, ARGV[2] == '1')
return reply
