--[[ exchange.lua: take the results of a runner and hand it its next tasks, in one call.
  KEYS   @keys below; then for each queue, the runner's own first, then those of workflows whose tasks have ended: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 number of this call, rising by one   4 free slots
         5 runner's default timeout, ms; "-1" never    6 "1": take queues in their order, "0": each call begins at the next one
         7 "1": park where nothing is left             8 how many of the queues are its own
         9 number of queues, their names
         then the number of results, and five for each: id, starts, letter (p f e t h b), reason, tail;
         for h the tail ends in the method and the reason is its length
         then the number of held tasks to adopt, and two for each: queue, id
         then large results, two for each: id, bytes
  Return {"ok", now, command, advancing, refused ids, then three for each task: "id|starts|attempts|deaths|started", spec, payload or ""}
         {"gone"} this incarnation is not registered (any more); nothing was done
         {"behind", n} the store has seen call n, and this one is neither n nor n + 1; nothing was done
  Holds  an id is in exactly one of a queue, held, active, done, a later stage; starts rises by one a claim, never falls;
         a result counts only if its incarnation and start still stand in active; a repeated call is answered again and changes nothing
  Cost   O(results + claims + queues), at most 1000 of each, and 16 MiB of large payloads; a stage that ends moves at most 1000 tasks
]]
--@keys meta live active tasks done blobs tries waiters plan flows stages created advancing end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_pending flow_running flow_passed flow_failed log logs log_kept
--@include base channels queues
call('HDEL', meta, '-') -- a shrinking write first: a full server lets the rest of the call pass

local me, number, free = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local text = call('HGET', live, me)
if not text then
  local late = tonumber(ARGV[10 + tonumber(ARGV[9])])
  if late > 0 then call('HINCRBY', meta, 'refused', late) end
  return { 'gone' }
end
local last, holding, parked, state, command, handed = string.match(text, '^(%d+)|(%d+)|(%d)|(%a*)|(%a*)|(.*)$')
if not last then return { 'gone' } end -- a damaged row: the runner registers anew
last, holding = tonumber(last), tonumber(holding)
if number ~= last and number ~= last + 1 then return { 'behind', num(last) } end

local now = clock(ARGV[1])
local nowText = num(now)
local dropped = call('HGET', meta, 'dropped') or ''
local queues, mine = declared(9)
--@include flow entry log log_drop finish

local at = 10 + #mine
for i = #mine, tonumber(ARGV[8]) + 1, -1 do mine[i] = nil end
local reply = { 'ok', nowText, command, '0', '' }

-- Puts a task into the runner's hands: the entry of active is its fence.
local claims, taken = {}, {}
local function claim(entry, queue)
  if #entry == 22 then
    claims[#claims + 1] = { queue = queue, entry = entry, id = entry, starts = 0, attempts = '0', deaths = '0' }
  else
    local id, starts, attempts, deaths, queued = string.match(entry, '^([^|]+)|(%d+)|(%d+)|(%d+)|(%d+)$')
    if not id then
      call('HINCRBY', meta, 'dangling', 1) -- damaged beyond its id
      return
    end
    claims[#claims + 1] = { queue = queue, entry = entry, id = id, starts = tonumber(starts), attempts = attempts, deaths = deaths, queued = queued }
  end
  taken[#taken + 1] = claims[#claims].id
end

local function answer(id, entry, spec, flags)
  local n = #reply
  reply[n + 1], reply[n + 2] = entry, spec
  reply[n + 3] = flags >= 4 and call('HGET', blobs, 'a|' .. id) or ''
end

if number == last then
  -- The reply was lost: what this call handed out is handed out again, nothing else.
  local ids = {}
  for id in string.gmatch(handed, '[^,]+') do ids[#ids + 1] = id end
  local entries, specs = fields(active, ids), fields(tasks, ids)
  for i, id in ipairs(ids) do
    local task = entries[i] and held(id, entries[i])
    if task and task.incarnation == me and specs[i] then
      answer(id, id .. '|' .. task.starts .. '|' .. num(task.attempts) .. '|' .. num(task.deaths) .. '|' .. task.started, specs[i], task.flags)
    end
  end
  return reply
end

if parked == '1' then
  for _, queue in ipairs(mine) do call('SREM', queue.parked, me) end
end

-- Results: each counts only if this very start still stands in active.
local count = tonumber(ARGV[at])
local ids, released, over = {}, {}, {}
for i = 0, count - 1 do ids[i + 1] = ARGV[at + 1 + 5 * i] end
local adopt = at + 1 + 5 * count
local large = {}
for i = adopt + 1 + 2 * tonumber(ARGV[adopt]), #ARGV, 2 do large[ARGV[i]] = ARGV[i + 1] end
local entries = fields(active, ids)
local SIMPLE = '^([^|]*)|((%d+)|%d*|%d*|%d+|%d+|%d*)|[^|]*|%d+|(%d+)|([^|]*)|%d*$'
for i, id in ipairs(ids) do
  local base = at + 1 + 5 * (i - 1)
  local letter, reason, tail = ARGV[base + 2], ARGV[base + 3], ARGV[base + 4]
  local holder, course, starts, flags, workflow = string.match(entries[i] or '', SIMPLE)
  if holder == me and starts == ARGV[base + 1] and not over[id] then
    over[id] = true
    released[#released + 1] = id
    if large[id] then call('HSET', blobs, 'r|' .. id, large[id]) end -- counts only with its record
    if letter == 'p' then
      final(id, letter, reason, course, workflow, tonumber(flags), tail)
    else
      local task = held(id, entries[i])
      if letter == 'b' then
        remember(task, 'handed_back', tail)
        requeue(task, 'LPUSH')
      elseif letter == 'h' then
        local length = tonumber(reason)
        local method = string.sub(tail, #tail - length + 1)
        remember(task, 'held', string.sub(tail, 1, #tail - length))
        call('HSET', queues[task.queue].held, id,
          nowText .. '|' .. task.starts .. '|' .. num(task.attempts) .. '|' .. num(task.deaths) .. '|' .. task.queued .. '|' .. method)
      else
        attempted(task, letter, reason, tail)
      end
    end
  else
    reply[5] = reply[5] .. id .. ','
  end
end
bulk('HDEL', active, released)
holding = holding - #released
if #released < count then call('HINCRBY', meta, 'refused', count - #released) end

writeFinals()
settle()

-- Claims: never more than there are free slots.
local unreadable = false
for i = adopt + 1, adopt + 2 * tonumber(ARGV[adopt]), 2 do
  if free > #claims then
    local queue, id = queues[ARGV[i]], ARGV[i + 1]
    local record = queue and call('HGET', queue.held, id)
    if record then
      local starts, attempts, deaths, queued = string.match(record, '^%d+|(%d+)|(%d+)|(%d+)|(%d+)|')
      call('HDEL', queue.held, id)
      if starts then
        claim(id .. '|' .. starts .. '|' .. attempts .. '|' .. deaths .. '|' .. queued, queue)
      else
        quarantine(id, '0|||0|0|')
        unreadable = true
      end
    end
  end
end
local more = false
for step = 0, #mine - 1 do
  local queue = mine[(ARGV[6] == '1' and step or number + step) % #mine + 1]
  local want = free - #claims
  if want <= 0 then
    more = true
    break
  end
  local popped = call('LPOP', queue.list, want)
  if popped then
    if type(popped) == 'string' then popped = { popped } end -- the embedded server answers a single element so
    for i = 1, #popped do claim(popped[i], queue) end
    more = #popped == want
  end
end

local specs = fields(tasks, taken)
local writes, kept, deadlines = {}, {}, {}
local MOST = 16777216 -- bytes of large payloads in one reply; what is over goes back to where it stood
local bytes, surplus = 0, {}
for i, task in ipairs(claims) do
  local id, spec = task.id, specs[i]
  local stamp, timeout, head, name, flags, workflow = nil, nil, nil, nil, nil, nil
  if spec then
    stamp, timeout, head, name, flags, workflow = string.match(spec, '^(%d+)|1|(%-?%d*)|(([^|]*)|%d+|(%d+)|([^|]*)|%d*);')
    if name ~= task.queue.name then head = nil end -- it would go back to a queue that nobody declared: unreadable, too
  end
  local size = head and tonumber(flags) >= 4 and call('HSTRLEN', blobs, 'a|' .. id) or 0
  if bytes > 0 and bytes + size > MOST then
    surplus[#surplus + 1] = task
  elseif head then
    bytes = bytes + size
    local deadline = deadlines[timeout]
    if not deadline then
      local limit = tonumber(timeout == '' and ARGV[5] or timeout)
      deadline = limit < 0 and '' or num(now + limit)
      deadlines[timeout] = deadline
    end
    local starts = task.starts == 0 and '1' or num(task.starts + 1)
    local n = #writes
    writes[n + 1] = id
    writes[n + 2] = me .. '|' .. starts .. '|' .. nowText .. '|' .. deadline .. '|' .. task.attempts .. '|' .. task.deaths .. '|'
      .. (task.queued or stamp) .. '|' .. head
    kept[#kept + 1] = id
    if workflow ~= '' then flowStarted(workflow) end
    answer(id, id .. '|' .. starts .. '|' .. task.attempts .. '|' .. task.deaths .. '|' .. nowText, spec, tonumber(flags))
  elseif spec then
    quarantine(id, num(task.starts) .. '|||' .. task.attempts .. '|' .. task.deaths .. '|')
    unreadable = true
  else
    call('HINCRBY', meta, 'dangling', 1) -- an entry without a record: nothing is left that could be run
  end
end
for i = #surplus, 1, -1 do
  call('LPUSH', surplus[i].queue.list, surplus[i].entry)
  more = true
end
bulk('HSET', active, writes)
if unreadable then
  writeFinals()
  settle()
end
saveFlows()
holding = holding + #kept

-- A runner that leaves work behind wakes the next one; one that found too little parks itself.
if more then
  for _, queue in ipairs(mine) do
    if call('EXISTS', queue.list) == 1 then wake(queue) end
  end
end
wakePushed(queues)
parked = '0'
if ARGV[7] == '1' and free > #kept and not more then
  parked = '1'
  for _, queue in ipairs(mine) do call('SADD', queue.parked, me) end
end

call('HSET', live, me,
  num(number) .. '|' .. num(holding) .. '|' .. parked .. '|' .. state .. '|' .. command .. '|' .. table.concat(kept, ','))
if left then reply[4] = '1' end
return reply
