--[[ enqueue_flow.lua: store a workflow, in one call or part by part, and start its first stage.
  KEYS   @keys below; then for each queue of the workflow: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 epoch of the namespace   3 number of queues, their names
         then the number of ids of its tasks that the caller chose, these ids
         then workflow id, part ("all", "part" or "last"), number of tasks in the parts before, hash of all parts (hexadecimal, "" for "all")
         then the number of plan rows, two for each: field, row; the first row of the first call is the plan's head
         then the number of tasks, three for each: id, "1" if its stage is not the first, spec
         then large payloads, two for each: id, bytes
  Return {"ok", now, advancing}: "1" if stages are still to be moved by advance.lua   {"twice"} the id was stored before; nothing was done
         {"again"} not all parts before are there any more; nothing was done, begin with the first
         {"dropping"} an earlier workflow of this id, or parts of one, are still being taken away, in part by this call; repeat it
         {"taken", kind, id} this id is stored already; nothing was stored. "workflow": the workflow's own id is a task's
         "task": the id of one of its tasks is another task's   "task_of_workflow": the id of one of its tasks is a workflow's
         {"format", format}, {"epoch", epoch}: nothing was done
  Holds  the workflow is seen by nobody before its last part, and is whole then; what gets no part for ten minutes is swept
  Cost   O(tasks log n); the first stage moves at most 1000 tasks
]]
--@keys meta tasks blobs index names waiters done tries plan flows stages created advancing staging dropping kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_index flow_pending flow_running flow_passed flow_failed log logs log_kept
--@include base channels gate rouse queues taken
local no = refused(ARGV[2])
if no then return no end
local now = clock(ARGV[1])
local nowText = num(now)
local queues, mine = declared(3)
--@include record flow log log_drop leaving drop

local chosen = 4 + #mine
local at = chosen + 1 + tonumber(ARGV[chosen])
local id, part, before, hash = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3]
if call('HEXISTS', flows, id) == 1 then return { 'twice' } end
if call('HEXISTS', tasks, id) == 1 then return { 'taken', 'workflow', id } end

-- The first so many tasks of the workflow are there: those of the parts that came, one after another.
local staged = call('HGET', staging, id)
local there = tonumber(string.match(staged or '', '^%d+|' .. hash .. '|(%d+)$') or '0')
if there < before then return { 'again' } end
if staged and there == 0 then
  -- Parts of another workflow under this id, which was not completed.
  call('HDEL', staging, id)
  beginDrop(id, nil, string.match(staged, '|(%d+)$'))
end
if call('HEXISTS', dropping, id) == 1 then
  local gone = dropFlow(id, SLICE)
  saveLeaving()
  if not gone then return { 'dropping' } end
end

local planRows = tonumber(ARGV[at + 4])
local first = at + 5
local count = tonumber(ARGV[first + 2 * planRows])
local task = first + 2 * planRows + 1

-- Checks first.
local taken = takenByFlow(chosen)
if taken then return { 'taken', 'task_of_workflow', taken } end
-- A task of this workflow may be there already, from a call whose answer was lost; one of somebody else's may not.
for i = task, task + 3 * count - 1, 3 do
  local there = call('HGET', tasks, ARGV[i])
  if there and string.match(there, '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]*)|') ~= id then return { 'taken', 'task', ARGV[i] } end
end

local specs, order, waiting = {}, {}, {}
for i = task, task + 3 * count - 1, 3 do
  specs[#specs + 1], specs[#specs + 2] = ARGV[i], nowText .. '|' .. ARGV[i + 2]
  order[#order + 1], order[#order + 2] = '0', ARGV[i]
  if ARGV[i + 1] == '1' or part ~= 'all' then
    waiting[#waiting + 1], waiting[#waiting + 2] = '0', ARGV[i]
  end
end
bulk('HSET', tasks, specs)
bulk('ZADD', index, order)
bulk('ZADD', created, waiting)
for i = first, first + 2 * planRows - 1, 2 do call('HSET', plan, ARGV[i], ARGV[i + 1]) end
for i = task + 3 * count, #ARGV, 2 do call('HSET', blobs, 'a|' .. ARGV[i], ARGV[i + 1]) end

if part == 'part' then
  -- Counted apart until the last part comes: when a part came last, whose parts they are, tasks so far.
  call('HSET', staging, id, nowText .. '|' .. hash .. '|' .. num(math.max(there, before + count)))
  return { 'ok', nowText, '0' }
end

call('HDEL', staging, id)
local stagesTotal, total, size = string.match(call('HGET', plan, id), '^1|(%d+)|(%d+)|[^|]*|(%d%d%d%d%d)')
local row = {
  id = id, stages = tonumber(stagesTotal), total = tonumber(total), stage = 0, chunk = 0, left = tonumber(size), failed = 0, warned = 0,
  stageFailed = 0, stageSkipped = 0, stageReady = now, stageStarted = 0, started = 0, ended = 0, p = 0, f = 0, e = 0, t = 0, x = 0, s = 0,
}
rows[id] = row
for _, queue in ipairs(mine) do call('SADD', names, queue.name) end
call('ZADD', flow_index, '0', id)
call('ZADD', flow_pending, '0', id)
touch(row)
advance(row)
saveFlows()
notify(ended)
wakePushed(queues)
return { 'ok', nowText, left and '1' or '0' }
