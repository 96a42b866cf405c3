--[[ running.lua: what runs now, slice by slice: counted by queue, and the ids that one runner holds. Reads only.
  KEYS   @keys below
  ARGV   1 cursor, "0" to begin   2 incarnation whose tasks to name, "" for none
  Return {"ok", next cursor, number of ids, the ids, then two for each queue: name, how many run from it}   {"format", format}
  Holds  nothing: a reader's view; what starts or ends meanwhile may be missed or counted
  Cost   O(500)
]]
--@keys meta active
--@include base gate
local no = refused('')
if no then return no end
local page = call('HSCAN', active, ARGV[1], 'COUNT', 500)
local reply, counts = { 'ok', page[1], '0' }, {}
for i = 1, #page[2], 2 do
  local holder, queue = string.match(page[2][i + 1], '^([^|]*)|%d+|%d*|%d*|%d+|%d+|%d*|([^|]*)|')
  if holder then
    counts[queue] = (counts[queue] or 0) + 1
    if holder == ARGV[2] then reply[#reply + 1] = page[2][i] end
  end
end
reply[3] = num(#reply - 3)
for queue, count in pairs(counts) do reply[#reply + 1], reply[#reply + 2] = queue, num(count) end
return reply
