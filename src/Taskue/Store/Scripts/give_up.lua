--[[ give_up.lua: end from outside what its runner does not end: tasks far past their deadline, and tasks held in vain.
  KEYS   @keys below; then for each of the tasks' queues: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 ms past a deadline   3 ms that a task may be held
         4 number of queues, their names; then the tasks, three for each: id, starts of a running one or "" for a held one, queue
  Return {"ok", ended}
  Holds  a task is ended only if that very start is overdue, or if it is held for that long. A repeated call changes nothing
  Cost   O(tasks)
]]
--@keys meta live active tasks done blobs tries waiters plan flows stages created advancing end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_pending flow_running flow_passed flow_failed log logs log_kept
--@include base channels rouse queues
call('HDEL', meta, '-')
local now = clock(ARGV[1])
local nowText = num(now)
local dropped = call('HGET', meta, 'dropped') or ''
local queues, mine = declared(4)
--@include record flow entry log log_drop finish

local function overdue(id, starts)
  local text = call('HGET', active, id)
  local task = text and held(id, text)
  if not task or task.starts ~= starts or task.deadline == '' or tonumber(task.deadline) + tonumber(ARGV[2]) > now then return 0 end
  call('HDEL', active, id)
  local number, holding, rest = string.match(call('HGET', live, task.incarnation) or '', '^(%d+)|(%d+)|(.*)$')
  if number then call('HSET', live, task.incarnation, number .. '|' .. num(tonumber(holding) - 1) .. '|' .. rest) end
  attempted(task, 't', '', tailOf(string.match(task.incarnation, '^(.*)@') or '', 'TQ1008', 'It ran past its timeout, and its runner did not end it.'))
  return 1
end

local function unheld(id, queue)
  local record = call('HGET', queue.held, id)
  local since, starts, attempts, deaths, queued, method = string.match(record or '', '^(%d+)|(%d+)|(%d+)|(%d+)|(%d+)|(.*)$')
  if record and not whole(since) then
    call('HDEL', queue.held, id)
    quarantine(id, '0|||0|0|')
    return 1
  end
  if not since or tonumber(since) + tonumber(ARGV[3]) > now then return 0 end
  local head = string.match(call('HGET', tasks, id) or '', '^%d+|1|%-?%d*|([^;]*);')
  local task = head and held(id, '|' .. starts .. '|||' .. attempts .. '|' .. deaths .. '|' .. queued .. '|' .. head)
  call('HDEL', queue.held, id)
  if not task then
    quarantine(id, starts .. '|||' .. attempts .. '|' .. deaths .. '|' .. queued)
    return 1
  end
  ending(task, 'e', 'held', tailOf('', 'TQ1009', 'No runner knew ' .. method .. ' in time.'))
  return 1
end

local count = 0
for i = 5 + #mine, #ARGV, 3 do
  local queue = queues[ARGV[i + 2]]
  if queue then
    count = count + (ARGV[i + 1] == '' and unheld(ARGV[i], queue) or overdue(ARGV[i], ARGV[i + 1]))
  end
end
writeFinals()
settle()
saveFlows()
wakePushed(queues)
return { 'ok', num(count) }
