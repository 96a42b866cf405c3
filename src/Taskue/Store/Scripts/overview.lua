--[[ overview.lua: counts by state and by queue. Reads only.
  KEYS   @keys below; then for each queue of the namespace: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 number of queues, their names
  Return {"ok", now, created, running, passed, failed, errored, timed out, terminated, skipped,
          workflows pending, running, passed, failed, living runners, refused results,
          then five for each queue: name, queued, held, parked, since when the oldest of its first ten waits or ""}
         {"need", all queues of the namespace...}: declare them   {"format", format}
  Holds  nothing: a reader's view, of one moment, without what is expired
  Cost   O(queues), and O(log n) a final state
]]
--@keys meta names tasks active created staging dropping live flows end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_pending flow_running flow_passed flow_failed
--@include base gate queues need
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep leaving
local byName, mine = declared(2)
local need = undeclared(byName)
if need then return need end

local staged = 0
for _, value in ipairs(call('HVALS', staging)) do staged = staged + tonumber(string.match(value, '|(%d+)$') or '0') end

-- Tasks of workflows that are being taken away, or are expired but not swept yet (at most 1000 of them), are counted out.
local gone = leavingTasks()
local function countOut(set, letter)
  for _, id in ipairs(call('ZRANGEBYSCORE', set, '-inf', num(horizon(letter)), 'LIMIT', 0, 1000)) do
    local p, f, e, t, x, s = string.match(call('HGET', flows, id) or '', '|(%d+)|(%d+)|(%d+)|(%d+)|(%d+)|(%d+)$')
    if p then
      gone.p, gone.f, gone.e = gone.p + tonumber(p), gone.f + tonumber(f), gone.e + tonumber(e)
      gone.t, gone.x, gone.s = gone.t + tonumber(t), gone.x + tonumber(x), gone.s + tonumber(s)
    end
  end
  return call('ZCOUNT', set, '(' .. num(horizon(letter)), '+inf')
end
local flowsPassed, flowsFailed = countOut(flow_passed, 'p'), countOut(flow_failed, 'f')
local function ended(letter, single, flowed)
  return call('ZCOUNT', single, '(' .. num(horizon(letter)), '+inf') + math.max(0, call('ZCARD', flowed) - gone[letter])
end

local reply = { 'ok', num(now), math.max(0, call('ZCARD', created) - staged - gone.c), call('HLEN', active),
  ended('p', end_passed, kept_passed), ended('f', end_failed, kept_failed), ended('e', end_errored, kept_errored),
  ended('t', end_timedout, kept_timedout), ended('x', end_terminated, kept_terminated), ended('s', end_skipped, kept_skipped),
  call('ZCARD', flow_pending), call('ZCARD', flow_running), flowsPassed, flowsFailed,
  call('HLEN', live), whole(call('HGET', meta, 'refused')) or 0 }
local function waitsSince(list)
  local oldest = nil
  for _, entry in ipairs(call('LRANGE', list, 0, 9)) do -- what was handed back or recovered stands at the front with a newer stamp
    local since = #entry > 22 and string.match(entry, '|(%d+)$') or string.match(call('HGET', tasks, entry) or '', '^(%d+)|')
    if since and (not oldest or tonumber(since) < oldest) then oldest = tonumber(since) end
  end
  return oldest and num(oldest) or ''
end
for _, queue in ipairs(mine) do
  reply[#reply + 1] = queue.name
  reply[#reply + 1] = call('LLEN', queue.list)
  reply[#reply + 1] = call('HLEN', queue.held)
  reply[#reply + 1] = call('SCARD', queue.parked)
  reply[#reply + 1] = waitsSince(queue.list)
end
return reply
