--[[ list.lua: a page of tasks. Reads only.
  KEYS   @keys below; then for each queue that is asked for: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 "all", "created", "pending", "running", or the letter of a final state
         3 how many to pass over   4 how many to give   5 "" or the id before which to begin (all, created)   6 number of queues, their names
  Return {"ok", now, then eight for each task (shared/view.lua)}   {"format", format}
  Holds  nothing: a reader's view, of one moment. all, created: newest first; a final state: latest end first; pending: order of the
         queues; running: latest start first. Expired tasks that are not swept yet leave a page shorter
  Cost   O(log n + page); running: O(running); held tasks: O(held)
]]
--@keys meta tasks active done tries created blobs flows index end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped
--@include base gate queues
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view
local kind, skip, limit, before = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local _, mine = declared(6)

local function newest(set)
  if before == '' then return call('ZREVRANGE', set, num(skip), num(skip + limit - 1)) end
  return call('ZREVRANGEBYLEX', set, '(' .. before, '-', 'LIMIT', num(skip), num(limit))
end

-- Two sets ordered by their ends, read as one. How many of the first `n` in both are of the first set: binary search by rank.
local function scoreAt(set, rank)
  return tonumber(call('ZREVRANGE', set, num(rank), num(rank), 'WITHSCORES')[2])
end
local function share(a, sizeA, b, sizeB, n)
  local low, high = math.max(0, n - sizeB), math.min(n, sizeA)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if scoreAt(a, middle) >= scoreAt(b, n - middle - 1) then low = middle + 1 else high = middle end
  end
  return low
end
local function latestEnded(single, flowed, letter)
  local sizeA = call('ZCOUNT', single, '(' .. num(horizon(letter)), '+inf')
  local sizeB = call('ZCARD', flowed)
  local first = math.min(skip, sizeA + sizeB)
  local past = math.min(skip + limit, sizeA + sizeB)
  if past == first then return {} end
  local fromA, toA = share(single, sizeA, flowed, sizeB, first), share(single, sizeA, flowed, sizeB, past)
  local fromB, toB = first - fromA, past - toA
  local pairsOf = {}
  local function add(set, from, to)
    if to <= from then return end
    local part = call('ZREVRANGE', set, num(from), num(to - 1), 'WITHSCORES')
    for i = 1, #part, 2 do pairsOf[#pairsOf + 1] = { part[i], tonumber(part[i + 1]) } end
  end
  add(single, fromA, toA)
  add(flowed, fromB, toB)
  table.sort(pairsOf, function(x, y) return x[2] > y[2] or x[2] == y[2] and x[1] > y[1] end)
  local ids = {}
  for i, pair in ipairs(pairsOf) do ids[i] = pair[1] end
  return ids
end

local function running()
  local found = {}
  local all = call('HGETALL', active)
  for i = 1, #all, 2 do
    local started, queue = string.match(all[i + 1], '^[^|]*|%d+|(%d+)|%d*|%d+|%d+|%d+|([^|]*)|')
    local wanted = #mine == 0
    for _, asked in ipairs(mine) do wanted = wanted or asked.name == queue end
    if started and wanted then found[#found + 1] = { all[i], tonumber(started) } end
  end
  table.sort(found, function(x, y) return x[2] > y[2] or x[2] == y[2] and x[1] > y[1] end)
  local ids = {}
  for i = skip + 1, math.min(skip + limit, #found) do ids[#ids + 1] = found[i][1] end
  return ids
end

local function waiting()
  local ids, pass = {}, skip
  for _, queue in ipairs(mine) do
    local size = call('LLEN', queue.list)
    if pass < size and #ids < limit then
      for _, entry in ipairs(call('LRANGE', queue.list, num(pass), num(pass + limit - #ids - 1))) do
        ids[#ids + 1] = string.sub(entry, 1, 22)
      end
    end
    pass = math.max(0, pass - size)
    if #ids < limit then
      local parked = call('HKEYS', queue.held)
      table.sort(parked)
      for i = pass + 1, math.min(#parked, pass + limit - #ids) do ids[#ids + 1] = parked[i] end
      pass = math.max(0, pass - #parked)
    end
  end
  return ids
end

local ids
if kind == 'all' then ids = newest(index)
elseif kind == 'created' then ids = newest(created)
elseif kind == 'running' then ids = running()
elseif kind == 'pending' then ids = waiting()
elseif kind == 'p' then ids = latestEnded(end_passed, kept_passed, kind)
elseif kind == 'f' then ids = latestEnded(end_failed, kept_failed, kind)
elseif kind == 'e' then ids = latestEnded(end_errored, kept_errored, kind)
elseif kind == 't' then ids = latestEnded(end_timedout, kept_timedout, kind)
elseif kind == 'x' then ids = latestEnded(end_terminated, kept_terminated, kind)
else ids = latestEnded(end_skipped, kept_skipped, kind) end
local reply = { 'ok', num(now) }
view(reply, ids, false)
return reply
