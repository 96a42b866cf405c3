-- A task that this runner cannot run. A runner that has taken held tasks of the queue is known to run what others cannot: while it lives and
-- takes tasks, the task goes back to the front of the queue; else it is held, and all runners are told of the first one.
-- Needs: live meta; rouse.lua, entry.lua; me, queues (by name), nowText

local function takesTasks(incarnation)
  local state, command = string.match(call('HGET', live, incarnation) or 's', '^%d+|%d+|%d|(%a*)|(%a*)|')
  return state == '' and command == ''
end

-- Whether another runner is known to take it.
local function setAside(task, method)
  local queue = queues[task.queue]
  pushed[queue.name] = true -- this runner leaves the queue to others: one of them is woken
  local taker = call('HGET', meta, 'taker:' .. queue.name)
  if taker and taker ~= me and takesTasks(taker) then
    requeue(task, 'LPUSH')
    return true
  end
  if call('EXISTS', queue.held) == 0 then
    for _, incarnation in ipairs(call('HKEYS', live)) do
      if incarnation ~= me then rouse(incarnation, 'held:' .. queue.name) end
    end
  end
  call('HSET', queue.held, task.id,
    nowText .. '|' .. task.starts .. '|' .. num(task.attempts) .. '|' .. num(task.deaths) .. '|' .. task.queued .. '|' .. method)
  return false
end
