--[[ log_tail.lua: where the last lines of a task's log begin. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 id   3 how many lines   4 starts, 5 chunk to look before; "" for the end
         7 the one attempt to look at, its starts; "" for all (6 is empty)   8 least level   9 source, "" for any   10 since, 11 until, unix ms; "" for open
  Return {"ok", lines not found yet, "1" if there is more to look through, starts, chunk, number, offset: the place to read from}
         {"none"} there is no such task   {"format", format}
  Holds  nothing: a reader's view, of one moment
  Cost   O(lines of at most 64 chunks)
]]
--@keys meta tasks active done tries created blobs flows log logs
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
local filter = { level = ARGV[8], source = ARGV[9], since = ARGV[10], till = ARGV[11] }
--@include keep view log log_lines
local id = ARGV[2]
local spec = call('HGET', tasks, id)
if not spec or not visible(spec, call('HGET', done, id)) then return { 'none' } end

local left, only, visits = tonumber(ARGV[3]), tonumber(ARGV[7]), 64
local fromStarts, fromChunk = tonumber(ARGV[4]), tonumber(ARGV[5])
local place = { starts = 0, chunk = 0, number = 1, offset = 0 }

-- Looks into a chunk for the last lines that are asked for.
local function look(one, n, c)
  place = { starts = one.starts, chunk = n, number = c.number, offset = c.offset }
  if c.all and c.lines <= left then
    left = left - c.lines
  elseif c.some then
    local found = {}
    eachLine(c, function(number, offset, ms, level, source)
      if wanted(ms, level, source) then found[#found + 1] = { number, offset } end
      return true
    end)
    if #found >= left then
      local first = found[#found - left + 1]
      place.number, place.offset = first[1], first[2]
      left = 0
    else
      left = left - #found
    end
  end
end

local function result(more)
  return { 'ok', num(left), more, num(place.starts), num(place.chunk), num(place.number), num(place.offset) }
end

local last, attempts = readLog(call('HGET', log, id))
if last <= logHorizon() then attempts = {} end
for i = #attempts, 1, -1 do
  local one = attempts[i]
  if (not fromStarts or one.starts <= fromStarts) and (not only or one.starts == only) then
    local n = one.next - 1
    if place.starts == 0 and not fromStarts then
      place = { starts = one.starts, chunk = math.max(n, 0), number = one.number, offset = one.offset }
    end
    if one.starts == fromStarts then n = fromChunk - 1 end
    while n >= 0 do
      if n >= one.head and n < one.tail then n = one.head - 1 end
      if n < 0 then break end
      if left == 0 then return result('0') end
      if visits == 0 then return result('1') end
      visits = visits - 1
      local c = chunk(id, one, n)
      if c then look(one, n, c) end
      n = n - 1
    end
  end
end
if left > 0 then place = { starts = 0, chunk = 0, number = 1, offset = 0 } end
return result('0')
