--[[ flow_search.lua: the workflows of one source that pass a filter, so far as a budget goes. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 source: "index", "pending", "running", or letters of final states (p, f)
         3 cursor, "" to begin   4 how many to look at   5 how many to give; 0 gives none and counts on   6 how many matches to pass over
         7 least id or ""   8 id before which all must be, or ""   9 number of pieces of the title's pattern, in small letters; the pieces
  Return {"ok", now, cursor to go on with or "" at the end, matches passed over, then four for each workflow: id, row, head of its plan, how
          many of its tasks run}
         {"format", format}
  Holds  nothing: a reader's view, of one moment. Newest first; final states: latest end first, merged. What a cursor has passed does
         not come again
  Cost   O(looked at, at most 1000), and O(running) if one that is given has begun and not ended
]]
--@keys meta active flows plan flow_index flow_pending flow_running flow_passed flow_failed
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
local since, past = ARGV[7], ARGV[8]
--@include keep scan flow_now
local source, cursor, budget, limit, skip = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local pieces = pattern(9)

local set = ({ index = flow_index, pending = flow_pending, running = flow_running })[source]
local ids, marks
if set then
  ids = newest(set, cursor, budget)
  marks = ids
else
  local from, ends = {}, nil
  if string.find(source, 'p', 1, true) then from[#from + 1] = { flow_passed, 'p' } end
  if string.find(source, 'f', 1, true) then from[#from + 1] = { flow_failed, 'f' } end
  ids, ends = latest(from, cursor, budget)
  marks = {}
  for i, id in ipairs(ids) do marks[i] = num(ends[i]) .. '|' .. id end
end

local reply, given, passed, last = { 'ok', num(now), '', '0' }, 0, 0, 0
while last < #ids and (limit == 0 or given < limit) do
  last = last + 1
  local id = ids[last]
  local row, head = call('HGET', flows, id), call('HGET', plan, id)
  local match = row and head and (since == '' or id >= since) and (past == '' or id < past)
  if match then
    local failed, over = string.match(row, '^1|%d+|%d+|%d+|%d+|%d+|(%d+)|%d+|%d+|%d+|%d+|%d+|%d+|(%d+)|')
    match = not over or over == '0' or tonumber(over) > horizon(tonumber(failed) > 0 and 'f' or 'p')
  end
  if match and #pieces > 0 then
    local stages, rest = string.match(head, '^1|(%d+)|%d+|[^|]*|(.*)$')
    match = stages and titled(pieces, string.sub(rest, tonumber(stages) * 5 + 1))
  end
  if match then
    if passed < skip then
      passed = passed + 1
    elseif limit > 0 then
      given = given + 1
      reply[#reply + 1], reply[#reply + 2], reply[#reply + 3], reply[#reply + 4] = id, row, head, runningOf(id, row)
    end
  end
end
if last < #ids or #ids == budget then reply[3] = marks[last] end
reply[4] = num(passed)
return reply
