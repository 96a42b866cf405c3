--[[ explain.lua: what decides why a task or workflow does not run, as facts of one moment. Reads only.
  KEYS   @keys below; then for the task's queue, once it is asked for: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 id   3 "1": neither the place in the queue nor its pace   4 number of queues, their names
  Return {"ok", now, "task" or "flow", number of facts, two for each: name, value,
          number of living runners that serve the queue (at most 100), five for each: incarnation, registry row, living row, expiry,
          what it announced or "",
          then eight for each task (shared/view.lua): the task itself, and up to three that the present stage still waits for}
         {"need", queue}: declare it   {"none"}   {"format", format}
  Holds  nothing: a reader's view
  Cost   O(10000) for the place in the queue, O(2000) for a stage, O(living runners), 200 ends for the pace, 1000 for the usual time of what runs
]]
--@keys meta tasks active done tries created blobs flows plan staging advancing runners runs live beats gone end_passed kept_passed
--@include base gate queues
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view title usual
local id = ARGV[2]
local brief = ARGV[3] == '1'
local queues = declared(4)
local facts, serving, shown = {}, {}, {}

local function fact(name, value)
  facts[#facts + 1], facts[#facts + 2] = name, value
end

-- A workflow's row and plan, and whom its present stage waits for: what runs before what waits.
local function flowFacts(flow)
  local row, head = call('HGET', flows, flow), call('HGET', plan, flow)
  fact('row', row or '')
  fact('head', head or '')
  fact('advancing', call('ZSCORE', advancing, flow) or '')
  local stage = row and string.match(row, '^1|%d+|%d+|(%d+)|')
  if not stage then return end
  local running, waiting = {}, {}
  for part = 0, 3 do
    local text = call('HGET', plan, flow .. '|' .. stage .. '|' .. num(part))
    if not text then break end
    for task in string.gmatch(text, '(' .. string.rep('.', 22) .. ')....') do
      if #running == 3 then break end
      if call('HEXISTS', active, task) == 1 then
        running[#running + 1] = task
      elseif #waiting < 3 and call('HEXISTS', done, task) == 0 then
        waiting[#waiting + 1] = task
      end
    end
  end
  for _, list in ipairs({ running, waiting }) do
    for _, task in ipairs(list) do
      if #shown < 4 then shown[#shown + 1] = task end
    end
  end
end

local function serves(row, queue)
  local list = string.match(row, '|([^|]*)$') or ''
  return string.find(',' .. list .. ',', ',' .. queue .. ',', 1, true) ~= nil
end

local function runnerFacts(queue)
  local count, served = 0, {}
  for _, incarnation in ipairs(call('HKEYS', live)) do
    local row = call('HGET', runners, incarnation)
    if row and serves(row, queue) then
      count = count + 1
      if count <= 100 then
        local n = #serving
        serving[n + 1], serving[n + 2] = incarnation, row
        serving[n + 3], serving[n + 4] = call('HGET', live, incarnation), call('ZSCORE', beats, incarnation) or ''
        serving[n + 5] = call('HGET', runs, incarnation) or ''
      end
    elseif row and #served < 100 then
      served[#served + 1] = string.match(row, '|([^|]*)$')
    end
  end
  fact('living', num(call('HLEN', live)))
  fact('serving', num(count))
  if count > 0 then return end
  fact('served', table.concat(served, ','))
  for _, incarnation in ipairs(call('ZREVRANGE', gone, 0, 99)) do
    local row = call('HGET', runners, incarnation)
    if row and serves(row, queue) then
      fact('last', row)
      return
    end
  end
end

local function placeFacts(queue)
  local size = call('LLEN', queue.list)
  fact('size', num(size))
  fact('held', call('HGET', queue.held, id) or '')
  if brief then
    fact('beyond', 'brief')
    return
  end
  for first = 0, 9000, 1000 do
    for i, entry in ipairs(call('LRANGE', queue.list, num(first), num(first + 999))) do
      if string.sub(entry, 1, 22) == id then
        fact('ahead', num(first + i - 1))
        return
      end
    end
    if first + 1000 >= size then return end
  end
  fact('beyond', '1')
end

-- The pace of the queue, from the latest ends: how many of its tasks passed, and how long they ran in all.
local function paceFacts(queue)
  local count, time = 0, 0
  for _, set in ipairs({ end_passed, kept_passed }) do
    local ids = call('ZREVRANGE', set, 0, 99)
    local specs, records = fields(tasks, ids), fields(done, ids)
    for i = 1, #ids do
      if specs[i] and string.match(specs[i], '^%d+|1|%-?%d*|([^|]*)|') == queue then
        local over, started = string.match(records[i] or '', '^1|p|[^|]*|(%d+)|%d+|(%d+)|')
        if started then count, time = count + 1, time + tonumber(over) - tonumber(started) end
      end
    end
  end
  fact('sampled', num(count))
  fact('sampledtime', num(time))
end

local spec, record = call('HGET', tasks, id), call('HGET', done, id)
local kind
if spec and visible(spec, record) then
  kind, shown[1] = 'task', id
  local entry = call('HGET', active, id)
  local flow = string.match(spec, '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]+)|')
  if record then
    fact('ended', '1')
  elseif entry then
    local holder, deadline = string.match(entry, '^([^|]*)|%d+|%d*|(%d*)|')
    fact('deadline', deadline or '')
    fact('holder', holder and call('HGET', live, holder) and '1' or '0')
    fact('expires', holder and call('ZSCORE', beats, holder) or '')
    fact('said', holder and call('HGET', runs, holder) or '')
    if not brief then
      local usual = usualTimes({ [kindOf(spec)] = {} })[kindOf(spec)]
      fact('usual', table.concat(usual, '|'))
    end
  elseif call('ZSCORE', created, id) then
    if flow then flowFacts(flow) end
  else
    local name = string.match(spec, '^%d+|1|%-?%d*|([^|]*)|') or ''
    if name ~= '' and not queues[name] then return { 'need', name } end
    if name ~= '' then
      placeFacts(queues[name])
      runnerFacts(name)
      if not brief then paceFacts(name) end
    end
  end
elseif flowVisible(id) then
  kind = 'flow'
  flowFacts(id)
elseif call('HGET', staging, id) then
  kind = 'flow'
  fact('staging', call('HGET', staging, id))
else
  local owner = spec and string.match(spec, '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]+)|')
  local since = owner and call('HGET', staging, owner)
  if not since then return { 'none' } end
  kind = 'flow'
  fact('staging', since)
end

local reply = { 'ok', num(now), kind, num(#facts / 2) }
for _, value in ipairs(facts) do reply[#reply + 1] = value end
reply[#reply + 1] = num(#serving / 5)
for _, value in ipairs(serving) do reply[#reply + 1] = value end
view(reply, shown, false)
return reply
