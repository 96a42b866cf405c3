-- The entry of `active`, and a start that did not end its task. Needs: tries; queues (by name), now, nowText
-- An entry is incarnation|course|queue|retries|flags|workflow|stage, with the course of the start: starts|started|deadline|attempts|deaths|queued,
-- the last three as they stood before it. A record of `done` keeps the course as it is.
local ENTRY = '^([^|]*)|((%d+)|(%d*)|(%d*)|(%d+)|(%d+)|(%d*))|([^|]*)|(%d+)|(%d+)|([^|]*)|(%d*)$'

-- The entry of `active`: who holds the task, and all that ending it needs.
local function held(id, text)
  local incarnation, course, starts, started, deadline, attempts, deaths, queued, queue, retries, flags, workflow =
    string.match(text, ENTRY)
  if not incarnation then return nil end
  return {
    id = id, incarnation = incarnation, course = course, starts = starts, started = started, deadline = deadline,
    attempts = tonumber(attempts), deaths = tonumber(deaths), queued = queued, queue = queue, retries = tonumber(retries),
    flags = tonumber(flags), workflow = workflow,
  }
end

local function flag(task, bit)
  return math.floor(task.flags / bit) % 2 == 1
end

-- Keeps a start that did not end the task: the newest 32, oldest first, each with its length before it.
local function remember(task, outcome, tail)
  local record = task.starts .. '|' .. num(task.attempts) .. '|' .. num(task.deaths) .. '|' .. outcome .. '|' .. task.started .. '|'
    .. nowText .. '|' .. tail
  local text = (call('HGET', tries, task.id) or '') .. #record .. ':' .. record
  local count, at = 0, 1
  while at <= #text do
    local digits = string.match(text, '^(%d+):', at)
    if not digits then -- damaged: what stands before is given up
      text = #record .. ':' .. record
      break
    end
    count, at = count + 1, at + #digits + 1 + tonumber(digits)
  end
  if count > 32 then
    local digits = string.match(text, '^(%d+):')
    text = string.sub(text, #digits + 2 + tonumber(digits))
  end
  call('HSET', tries, task.id, text)
end

local function entryOf(task)
  return task.id .. '|' .. task.starts .. '|' .. num(task.attempts) .. '|' .. num(task.deaths) .. '|' .. nowText
end

-- Back into its queue: a retry to the back, a hand-back and a recovered task to the front.
local function requeue(task, command)
  call(command, queues[task.queue].list, entryOf(task))
  pushed[task.queue] = true
end

-- The tail of a record that a script writes itself: runner, and the lengths of result, error type, message and detail.
local function tailOf(runner, kind, message)
  return runner .. '|0,' .. #kind .. ',' .. #message .. ',0|' .. kind .. message
end
