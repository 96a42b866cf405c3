--[[ log_read.lua: the next lines of a task's log. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 id   3 starts, 4 chunk, 5 number of the next line, 6 its offset: the place to go on from;
         0 0 1 0 to begin   7 the one attempt to read, its starts; "" for all   8 least level   9 source, "" for any
         10 since, 11 until, unix ms; "" for open   12 how many lines at most
  Return {"ok", now, "1" if the task has ended, "1" if there are more lines now, four numbers of the next place, then the lines:
          "starts|number|ms|level|source|text", and where lines are missing "starts|number|ms|-|lines|bytes"}
         {"none"} there is no such task   {"format", format}
  Holds  nothing: a reader's view, of one moment. Places stay good while the log grows and is cut
  Cost   O(lines of at most 64 chunks), and 1 MiB of lines or one line
]]
--@keys meta tasks active done tries created blobs flows log logs
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
local filter = { level = ARGV[8], source = ARGV[9], since = ARGV[10], till = ARGV[11] }
--@include keep view log log_lines
local id = ARGV[2]
local spec, record = call('HGET', tasks, id), call('HGET', done, id)
if not spec or not visible(spec, record) then return { 'none' } end

local at = { starts = tonumber(ARGV[3]), chunk = tonumber(ARGV[4]), number = tonumber(ARGV[5]), offset = tonumber(ARGV[6]) }
local only, most, room, visits = tonumber(ARGV[7]), tonumber(ARGV[12]), 1048576, 64
local reply = { 'ok', num(now), record and '1' or '0', '0', '', '', '', '' }
local before = #reply

local function full()
  return #reply - before >= most or room <= 0
end

local function add(one, number, ms, rest)
  local text = num(one.starts) .. '|' .. num(number) .. '|' .. num(ms) .. '|' .. rest
  reply[#reply + 1] = text
  room = room - #text
end

-- Lines that were written and are not there any more, between the place and this one.
local function pass(one, number, offset, ms)
  if number > at.number and not (since and ms < since) and not (till and ms > till) then
    add(one, at.number, ms, '-|' .. num(number - at.number) .. '|' .. num(offset - at.offset))
  end
  at.number, at.offset = number, offset
end

-- Goes through one attempt; false if there is more in it than this call gives.
local function walk(one)
  local n = at.chunk
  if n >= one.next and one.number > at.number then n = 0 end -- the log was taken away meanwhile, and has begun anew
  while true do
    if n >= one.head and n < one.tail then n = one.tail end
    if n >= one.next then break end
    at.chunk = n
    if full() or visits == 0 then return false end
    visits = visits - 1
    local c = chunk(id, one, n)
    if c and c.number + c.lines > at.number then
      if c.number > at.number then pass(one, c.number, c.offset, c.first) end
      if c.some then
        local whole = eachLine(c, function(number, offset, ms, level, source, from, to)
          if number < at.number then return true end
          if full() then return false end
          if wanted(ms, level, source) then add(one, number, ms, level .. '|' .. source .. '|' .. string.sub(c.text, from, to)) end
          at.number, at.offset = number + 1, offset
          return true
        end)
        if not whole then return false end
      end
      at.number, at.offset = c.number + c.lines, c.offset + c.bytes
    end
    n = n + 1
  end
  if one.number > at.number then
    if full() then return false end
    pass(one, one.number, one.offset, now)
  end
  return true
end

local last, attempts = readLog(call('HGET', log, id))
if last <= logHorizon() then attempts = {} end
for _, one in ipairs(attempts) do
  if one.starts >= at.starts and (not only or one.starts == only) then
    if one.starts > at.starts then at = { starts = one.starts, chunk = 0, number = 1, offset = 0 } end
    if not walk(one) then
      reply[4] = '1'
      break
    end
  end
end
reply[5], reply[6], reply[7], reply[8] = num(at.starts), num(at.chunk), num(at.number), num(at.offset)
return reply
