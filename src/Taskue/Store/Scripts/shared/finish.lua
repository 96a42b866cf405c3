-- The end of a task. Needs what entry.lua and flow.lua need, and: tasks blobs end_* kept_*; dropped
local ENDS = {
  p = { end_passed, kept_passed }, f = { end_failed, kept_failed }, e = { end_errored, kept_errored },
  t = { end_timedout, kept_timedout }, x = { end_terminated, kept_terminated }, s = { end_skipped, kept_skipped },
}


local finals = {} -- letter -> flat list for ZADD, single and workflow tasks apart
local records = {}

-- The task is over. Its record is written at the end of the call, all of a call's together.
local function final(task, letter, reason, tail)
  records[#records + 1] = task.id
  records[#records + 1] = '1|' .. letter .. '|' .. reason .. '|' .. num(task.attempts) .. '|' .. task.starts .. '|' .. num(task.deaths)
    .. '|' .. task.queued .. '|' .. task.started .. '|' .. num(now) .. '|' .. tail
  local key = ENDS[letter][task.workflow == '' and 1 or 2]
  local list = finals[key]
  if not list then
    list = {}
    finals[key] = list
  end
  list[#list + 1], list[#list + 2] = num(now), task.id
  ended[#ended + 1] = task.id
  if task.workflow ~= '' then
    flowFinished(task.workflow, letter, flag(task, 1))
  elseif string.find(dropped, letter, 1, true) then
    -- Retention 0: the payload goes at once; what is left answers late waiters and repeated enqueues for a minute.
    local stamp = string.match(call('HGET', tasks, task.id) or '', '^(%d+)|') or num(now)
    call('HSET', tasks, task.id, stamp .. '|0')
    call('HDEL', tries, task.id)
    call('HDEL', blobs, 'a|' .. task.id, 'r|' .. task.id)
  end
end

local function writeFinals()
  bulk('HSET', done, records)
  for key, list in pairs(finals) do bulk('ZADD', key, list) end
end

-- A charged attempt is over: passed, failed, errored or timed out; failed and timed out ones are tried again while retries last.
local function attempted(task, letter, reason, tail)
  task.attempts = task.attempts + 1
  if (letter == 'f' or letter == 't') and reason == '' and task.attempts <= task.retries then
    remember(task, letter == 'f' and 'failed' or 'timedout', tail)
    requeue(task, 'RPUSH')
    return
  end
  final(task, letter, reason, tail)
end
