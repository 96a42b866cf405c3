--[[ exchange.lua: take the results of a runner and hand it its next tasks, in one call.
  KEYS   @keys below; then for each queue, the runner's own first, then those of workflows whose tasks have ended: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 number of this call, rising by one   4 free slots
         5 runner's default timeout, ms; "-1" never    6 "1": take queues in their order, "0": each call begins at the next one
         7 "1": park where nothing is left             8 how many of the queues are its own
         9 number of queues, their names
         then the number of plain results and the number of others
         for each plain one, passed with a small result, three: id, starts, tail
         for each other one five: id, starts, letter (p f e t h b), reason, tail; for h the tail ends in the method and the reason is its length
         then the number of held tasks to adopt, and two for each: queue, id
         then large results, two for each: id, bytes
  Return {"ok", now, command, advancing, refused ids, large payloads (id, bytes, ...), then two for each task: entry, spec;
         then, if the call reported held tasks, their queues}
         the entry is the id at a first start, else "id|starts|attempts|"; a queue of held tasks is "1" or "0" and its name:
         "1" another runner lives that takes held tasks from it, and the tasks are back at its front; "0" none is known, and they are held
         {"gone"} this incarnation is not registered (any more); nothing was done
         {"behind", n} the store has seen call n, and this one is neither n nor n + 1; nothing was done
  Holds  an id is in exactly one of a queue, held, active, done, a later stage; starts rises by one a claim, never falls;
         a result counts only if its incarnation and start still stand in active; a repeated call is answered again and changes nothing;
         a call that reports held tasks of a queue claims nothing from it
  Cost   O(results + claims + queues), at most 1000 of each, and 16 MiB of large payloads; a stage that ends moves at most 1000 tasks;
         the first held task of a queue is announced to each living runner
]]
--@keys meta live active tasks done blobs tries waiters plan flows stages created advancing end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_pending flow_running flow_passed flow_failed log logs log_kept
--@include base channels rouse queues record
local match, count = string.match, redis.pcall -- a counter of meta that somebody damaged stands still, and stops nobody
call('HDEL', meta, '-') -- a shrinking write first: a full server lets the rest of the call pass

local me, number, free = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local at = 10 + tonumber(ARGV[9])
local plain, special = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
local row = call('HGET', live, me)
if not row then
  local late = plain + special
  if late > 0 and call('EXISTS', meta) == 1 then count('HINCRBY', meta, 'refused', late) end -- nothing is written to a deleted namespace
  return { 'gone' }
end
local last, holding, parked, state, command, handed = match(row, '^(%d+)|(%d+)|(%d)|(%a*)|(%a*)|(.*)$')
if not last then return { 'gone' } end -- a damaged row: the runner registers anew
last, holding = tonumber(last), tonumber(holding)
if number ~= last and number ~= last + 1 then return { 'behind', num(last) } end

local now = clock(ARGV[1])
local nowText = num(now)
local dropped = call('HGET', meta, 'dropped') or ''
local queues, mine = declared(9)
for i = #mine, tonumber(ARGV[8]) + 1, -1 do mine[i] = nil end

local unable -- queues whose tasks this call reports as held: "1" or "0", as in the answer

-- Most results are plain and most tasks of no workflow. What the others need is defined where one is met: it costs as much as
-- all the rest of a call. (The keys are named again: each name taken from outside would cost something with every call.)
local others
local function more()
  if others then return others end
  --@keys
  --@include flow entry log log_drop finish able
  others = {
    held = held, remember = remember, requeue = requeue, attempted = attempted, final = final, quarantine = quarantine,
    setAside = setAside,
    flowStarted = flowStarted, saveFlows = saveFlows,
    settle = function()
      writeFinals()
      settle()
    end,
    left = function() return left end,
  }
  return others
end

local large = {}
local reply = { 'ok', nowText, command, '0', '', large }
local function answer(id, entry, spec, flags)
  local n = #reply
  reply[n + 1], reply[n + 2] = entry, spec
  if flags ~= '0' and tonumber(flags) >= 4 then
    large[#large + 1], large[#large + 2] = id, call('HGET', blobs, 'a|' .. id) or ''
  end
end

if number == last then
  -- The reply was lost: what this call handed out is handed out again, nothing else.
  local ids = {}
  for id in string.gmatch(handed, '[^,]+') do ids[#ids + 1] = id end
  local entries, specs = fields(active, ids), fields(tasks, ids)
  for i, id in ipairs(ids) do
    local task = entries[i] and more().held(id, entries[i])
    if task and task.incarnation == me and specs[i] then
      answer(id, id .. '|' .. task.starts .. '|' .. num(task.attempts) .. '|', specs[i], num(task.flags))
    end
  end
  return reply
end

if parked == '1' then
  for _, queue in pairs(queues) do call('SREM', queue.parked, me) end
end

-- Results. One counts only if this very start still stands in active, and once.
local first = at + 2
local second = first + 3 * plain
local adopt = second + 5 * special
local ids, released, refused, over = {}, {}, {}, {}
for i = 1, plain do ids[i] = ARGV[first + 3 * i - 3] end
for i = 1, special do ids[plain + i] = ARGV[second + 5 * i - 5] end
local entries = fields(active, ids)
local HELD = '^([^|]*)|((%d+)|%d*|%d*|%d+|%d+|%d*)|[^|]*|%d+|(%d+)|([^|]*)|%d*$'
local function accept(i, claimed)
  local id = ids[i]
  local holder, course, starts, flags, workflow = match(entries[i] or '', HELD)
  if holder == me and starts == claimed and not over[id] then
    over[id] = true
    released[#released + 1] = id
    return course, flags, workflow
  end
  refused[#refused + 1] = id
end

local records, scores, passed = {}, {}, {}
for i = 1, plain do
  local base = first + 3 * i - 3
  local course, flags, workflow = accept(i, ARGV[base + 1])
  if course and workflow == '' and dropped == '' then
    local id, n = ids[i], #records
    records[n + 1], records[n + 2] = id, record('p', '', nowText, course, ARGV[base + 2])
    scores[n + 1], scores[n + 2] = nowText, id
    passed[#passed + 1] = id
  elseif course then
    more().final(ids[i], 'p', '', course, workflow, tonumber(flags), ARGV[base + 2])
  end
end
if special > 0 then
  local bytes = {}
  for i = adopt + 1 + 2 * tonumber(ARGV[adopt]), #ARGV, 2 do bytes[ARGV[i]] = ARGV[i + 1] end
  for i = 1, special do
    local id, base = ids[plain + i], second + 5 * i - 5
    local letter, reason, tail = ARGV[base + 2], ARGV[base + 3], ARGV[base + 4]
    local course, flags, workflow = accept(plain + i, ARGV[base + 1])
    local task = course and more().held(id, entries[plain + i])
    if task and bytes[id] then call('HSET', blobs, 'r|' .. id, bytes[id]) end -- counts only with its record
    if task and letter == 'p' then
      others.final(id, letter, reason, course, workflow, tonumber(flags), tail)
    elseif task and letter == 'b' then
      others.remember(task, 'handed_back', tail)
      others.requeue(task, 'LPUSH')
    elseif task and letter == 'h' then
      local length = tonumber(reason)
      others.remember(task, 'held', string.sub(tail, 1, #tail - length))
      unable = unable or {}
      unable[task.queue] = others.setAside(task, string.sub(tail, #tail - length + 1)) and '1' or unable[task.queue] or '0'
    elseif task then
      others.attempted(task, letter, reason, tail)
    end
  end
end
bulk('HDEL', active, released)
holding = holding - #released
if #refused > 0 then
  count('HINCRBY', meta, 'refused', #refused)
  reply[5] = table.concat(refused, ',')
end
bulk('HSET', done, records)
bulk('ZADD', end_passed, scores)
notify(passed)
if others then others.settle() end

-- Claims: never more than there are free slots. An entry is an id, or id|starts|attempts|deaths|queued of a task that has started before.
local claimed, taken, from = {}, {}, {}
local function claim(entry, queue)
  local id = #entry == 22 and entry or match(entry, '^([^|]+)|%d+|%d+|%d+|%d+$')
  if id then
    local n = #taken + 1
    claimed[n], taken[n], from[n] = entry, id, queue
  else
    count('HINCRBY', meta, 'dangling', 1) -- damaged beyond its id
  end
end

local unreadable = false
for i = adopt + 1, adopt + 2 * tonumber(ARGV[adopt]), 2 do
  if free > #taken then
    local queue, id = queues[ARGV[i]], ARGV[i + 1]
    local text = queue and call('HGET', queue.held, id)
    if text then
      local course = match(text, '^%d+|(%d+|%d+|%d+|%d+)|')
      call('HDEL', queue.held, id)
      if course then
        claim(id .. '|' .. course, queue)
        call('HSET', meta, 'taker:' .. queue.name, me)
      else
        more().quarantine(id, '0|||0|0|')
        unreadable = true
      end
    end
  end
end
local plenty = false -- whether work is left behind
for step = 0, #mine - 1 do
  local queue = mine[(ARGV[6] == '1' and step or number + step) % #mine + 1]
  local want = free - #taken
  if want <= 0 then
    plenty = true
    break
  end
  local popped = not (unable and unable[queue.name]) and call('LPOP', queue.list, want)
  if popped then
    if type(popped) == 'string' then popped = { popped } end -- the embedded server answers a single element so
    for i = 1, #popped do claim(popped[i], queue) end
    plenty = #popped == want
  end
end

local specs = fields(tasks, taken)
local writes, kept, deadlines, firsts = {}, {}, {}, {}
local MOST = 16777216 -- bytes of large payloads in one reply; what is over goes back to where it stood
local bytes, surplus = 0, {}
for i, id in ipairs(taken) do
  local spec, entry, queue = specs[i], claimed[i], from[i]
  local stamp, timeout, head, name, flags, workflow = nil, nil, nil, nil, nil, nil
  if spec then
    stamp, timeout, head, name, flags, workflow = match(spec, '^(%d+)|1|(%-?%d*)|(([^|]*)|%d+|(%d+)|([^|]*)|%d*);')
    if name ~= queue.name then head = nil end -- it would go back to a queue that nobody declared: unreadable, too
    if entry ~= id then
      local before, charged = match(entry, '|(%d+)|(%d+)|%d+|%d+$')
      if #before > 15 or #charged > 9 then head = nil end -- over what a number counts
    end
    if timeout == '-' or head and #timeout > 15 then head = nil end -- no number, or none that a stamp can be made with
  end
  local size = head and flags ~= '0' and tonumber(flags) >= 4 and call('HSTRLEN', blobs, 'a|' .. id) or 0
  if bytes > 0 and bytes + size > MOST then
    surplus[#surplus + 1] = i
  elseif head then
    bytes = bytes + size
    if not firsts[timeout] then
      local limit = tonumber(timeout == '' and ARGV[5] or timeout)
      deadlines[timeout] = limit < 0 and '' or num(now + limit)
      firsts[timeout] = me .. '|1|' .. nowText .. '|' .. deadlines[timeout] .. '|0|0|'
    end
    local n = #writes
    writes[n + 1] = id
    if entry == id then
      writes[n + 2] = firsts[timeout] .. stamp .. '|' .. head
    else
      local starts, attempts, rest = match(entry, '|(%d+)|(%d+)(|%d+|%d+)$')
      starts = num(tonumber(starts) + 1)
      writes[n + 2] = me .. '|' .. starts .. '|' .. nowText .. '|' .. deadlines[timeout] .. '|' .. attempts .. rest .. '|' .. head
      entry = id .. '|' .. starts .. '|' .. attempts .. '|'
    end
    kept[#kept + 1] = id
    if workflow ~= '' then more().flowStarted(workflow) end
    answer(id, entry, spec, flags)
  elseif spec then
    local starts, attempts, deaths = match(entry, '|(%d+)|(%d+)|(%d+)|%d+$')
    more().quarantine(id, (starts or '0') .. '|||' .. (attempts or '0') .. '|' .. (deaths or '0') .. '|')
    unreadable = true
  else
    count('HINCRBY', meta, 'dangling', 1) -- an entry without a record: nothing is left that could be run
  end
end
for i = #surplus, 1, -1 do
  call('LPUSH', from[surplus[i]].list, claimed[surplus[i]])
  plenty = true
end
bulk('HSET', active, writes)
if unreadable then others.settle() end
if others then others.saveFlows() end
holding = holding + #kept

-- A runner that leaves work behind wakes the next one; one that found too little parks itself.
if plenty then
  for _, queue in ipairs(mine) do
    if call('EXISTS', queue.parked) == 1 and call('EXISTS', queue.list) == 1 then wake(queue) end
  end
end
wakePushed(queues)
parked = '0'
if ARGV[7] == '1' and free > #kept and not plenty then
  parked = '1'
  for _, queue in ipairs(mine) do
    if not (unable and unable[queue.name]) then call('SADD', queue.parked, me) end
  end
end

call('HSET', live, me,
  num(number) .. '|' .. num(holding) .. '|' .. parked .. '|' .. state .. '|' .. command .. '|' .. table.concat(kept, ','))
if others and others.left() then reply[4] = '1' end
if unable then
  local names = {}
  for name, taken in pairs(unable) do names[#names + 1] = taken .. name end
  reply[#reply + 1] = table.concat(names, ',')
end
return reply
