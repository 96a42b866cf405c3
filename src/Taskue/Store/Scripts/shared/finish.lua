-- The end of a task. Needs what entry.lua and flow.lua need, and: tasks blobs end_* kept_*; record.lua, log_drop.lua; dropped
local ENDS = {
  p = { end_passed, kept_passed }, f = { end_failed, kept_failed }, e = { end_errored, kept_errored },
  t = { end_timedout, kept_timedout }, x = { end_terminated, kept_terminated }, s = { end_skipped, kept_skipped },
}

local finals = {} -- key of a final state -> flat list for ZADD
local records = {}

-- The task is over. Its record is written at the end of the call, all of a call's together.
local function final(id, letter, reason, course, workflow, flags, tail)
  local n = #records
  records[n + 1] = id
  records[n + 2] = record(letter, reason, nowText, course, tail)
  local key = ENDS[letter][workflow == '' and 1 or 2]
  local list = finals[key]
  if not list then
    list = {}
    finals[key] = list
  end
  n = #list
  list[n + 1], list[n + 2] = nowText, id
  ended[#ended + 1] = id
  if workflow ~= '' then
    flowFinished(workflow, letter, flags % 2 == 1)
  elseif dropped ~= '' and string.find(dropped, letter, 1, true) then
    -- Retention 0: the payload goes at once; what is left answers late waiters and repeated enqueues for a minute.
    local stamp = string.match(call('HGET', tasks, id) or '', '^(%d+)|') or nowText
    call('HSET', tasks, id, stamp .. '|0')
    call('HDEL', tries, id)
    call('HDEL', blobs, 'a|' .. id, 'r|' .. id)
    dropLogs({ id }, MOST_CHUNKS)
    return
  end
  if dropped ~= '' and string.find(dropped, 'l', 1, true) then dropLogs({ id }, MOST_CHUNKS) end
end

local function ending(task, letter, reason, tail)
  final(task.id, letter, reason, task.course, task.workflow, task.flags, tail)
end

local function writeFinals()
  bulk('HSET', done, records)
  for key, list in pairs(finals) do bulk('ZADD', key, list) end
  finals, records = {}, {}
end

-- An unreadable record does not say whose it is; the plans of unfinished workflows do (the first 200 of them are looked at).
local function ownerOf(id)
  for _, set in ipairs({ flow_running, flow_pending }) do
    for _, workflow in ipairs(call('ZRANGE', set, 0, 99)) do
      local row = flow(workflow)
      for chunk = 0, row and row.chunk - 1 or -1 do
        local text = call('HGET', plan, workflow .. '|' .. num(row.stage) .. '|' .. num(chunk)) or ''
        local at = string.find(text, id, 1, true)
        if at then return workflow, string.sub(text, at + 23, at + 23) end
      end
    end
  end
  return '', '0'
end

-- A record that cannot be read ends errored, with its bytes where they are, and blocks neither its queue nor its workflow.
local function quarantine(id, course)
  local workflow, allowed = ownerOf(id)
  final(id, 'e', 'unreadable', course, workflow, tonumber(allowed),
    tailOf('', 'TQ2005', 'The stored record cannot be read. Its bytes stand in the hash `tasks`.'))
end

-- A charged attempt is over: passed, failed, errored or timed out; failed and timed out ones are tried again while retries last.
local function attempted(task, letter, reason, tail)
  if (letter == 'f' or letter == 't') and reason ~= 'result' and task.attempts < task.retries then
    task.attempts = task.attempts + 1
    remember(task, letter == 'f' and 'failed' or 'timedout', tail)
    requeue(task, 'RPUSH')
    return
  end
  ending(task, letter, reason, tail)
end
