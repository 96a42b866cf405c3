--[[ search.lua: the tasks of one source that pass a filter, so far as a budget goes. Reads only.
  KEYS   @keys below; then for each queue that is asked for (source "pending"): list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 source: "index", "created", "running", "pending", or letters of final states
         3 cursor, "" to begin   4 how many to look at   5 how many to give; 0 gives none and counts on   6 how many matches to pass over
         7 queue or ""   8 least id or ""   9 id before which all must be, or ""   10 number of pieces of the title's pattern, in small
         letters; the pieces; then the number of queues, their names
  Return {"ok", now, cursor to go on with or "" at the end, matches passed over, then eight for each task (shared/view.lua)}
         {"format", format}
  Holds  nothing: a reader's view, of one moment. index, created: newest first; running: latest start first; pending: order of the
         queues; final states: latest end first, merged. What a cursor has passed does not come again
  Cost   O(looked at, at most 1000); running: O(running); held tasks: O(held)
]]
--@keys meta tasks active done tries created blobs flows index end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped
--@include base gate queues
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
local since, past = ARGV[8], ARGV[9]
--@include keep view scan title
local source, cursor, budget, limit, skip = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local wanted, pieces = ARGV[7], pattern(10)
local _, mine = declared(11 + #pieces)

-- Each candidate with the cursor that goes on behind it.
local ids, marks = {}, {}

local function running()
  local started, id = string.match(cursor, '^(%d+)|(.*)$')
  local found = {}
  local all = call('HGETALL', active)
  for i = 1, #all, 2 do
    local at = tonumber(string.match(all[i + 1], '^[^|]*|%d+|(%d+)|') or '0')
    if not started or at < tonumber(started) or at == tonumber(started) and all[i] < id then found[#found + 1] = { all[i], at } end
  end
  table.sort(found, function(x, y) return x[2] > y[2] or x[2] == y[2] and x[1] > y[1] end)
  for i = 1, math.min(budget, #found) do ids[i], marks[i] = found[i][1], num(found[i][2]) .. '|' .. found[i][1] end
end

local function waiting()
  local from = tonumber(cursor == '' and '0' or cursor)
  local pass = from
  for _, queue in ipairs(mine) do
    local size = call('LLEN', queue.list)
    if pass < size and #ids < budget then
      for _, entry in ipairs(call('LRANGE', queue.list, num(pass), num(pass + budget - #ids - 1))) do ids[#ids + 1] = string.sub(entry, 1, 22) end
    end
    pass = math.max(0, pass - size)
    if #ids < budget then
      local parked = call('HKEYS', queue.held)
      table.sort(parked)
      for i = pass + 1, math.min(#parked, pass + budget - #ids) do ids[#ids + 1] = parked[i] end
      pass = math.max(0, pass - #parked)
    end
  end
  for i = 1, #ids do marks[i] = num(from + i) end
end

local function ended()
  local sets, from = {
    p = { end_passed, kept_passed }, f = { end_failed, kept_failed }, e = { end_errored, kept_errored },
    t = { end_timedout, kept_timedout }, x = { end_terminated, kept_terminated }, s = { end_skipped, kept_skipped },
  }, {}
  for letter in string.gmatch(source, '%a') do
    from[#from + 1] = { sets[letter][1], letter }
    from[#from + 1] = { sets[letter][2] }
  end
  local ends
  ids, ends = latest(from, cursor, budget)
  for i, id in ipairs(ids) do marks[i] = num(ends[i]) .. '|' .. id end
end

if source == 'index' or source == 'created' then
  ids = newest(source == 'index' and index or created, cursor, budget)
  marks = ids
elseif source == 'running' then running()
elseif source == 'pending' then waiting()
else ended() end

local reply, given, passed, last = { 'ok', num(now), '', '0' }, 0, 0, 0
while last < #ids and (limit == 0 or given < limit) do
  local part, matches = {}, {}
  for i = last + 1, math.min(last + 100, #ids) do part[#part + 1] = ids[i] end
  local specs = fields(tasks, part)
  for i, id in ipairs(part) do
    local spec = specs[i]
    local match = spec and (since == '' or id >= since) and (past == '' or id < past)
    if match and wanted ~= '' then match = string.match(spec, '^%d+|1|%-?%d*|([^|]*)|') == wanted end
    if match then match = titled(pieces, titleOf(id, spec)) and visible(spec, call('HGET', done, id)) end
    if match then
      if passed < skip then passed = passed + 1 else matches[#matches + 1] = id end
    end
    last = last + 1
    if limit > 0 and given + #matches == limit then break end
  end
  if limit > 0 then view(reply, matches, false) end
  given = given + #matches
end
if last < #ids or #ids == budget then reply[3] = marks[last] end
reply[4] = num(passed)
return reply
