--[[ sweep.lua: take away what retention has passed: tasks, logs, workflows, ended runners, workflows whose enqueue was never completed.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock
  Return {"ok", "1" if there is more}   {"format", format}
  Holds  what is swept leaves nothing behind, in no index; nothing that a reader can see is swept
  Cost   O(1000 log n), about 2000 chunks of logs a final state; for what 0.1.0 leaves behind O(100 logs + 100 announcements)
]]
--@keys meta flows plan stages dropping staging tasks done tries blobs index created runners runs gone dying holders end_passed end_failed end_errored end_timedout end_terminated end_skipped flow_index flow_passed flow_failed kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped log logs log_kept
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep sweepable log log_drop leaving drop

local most = SLICE
local sets = { p = end_passed, f = end_failed, e = end_errored, t = end_timedout, x = end_terminated, s = end_skipped }
for letter, set in pairs(sets) do
  if most > 0 then
    local ids = call('ZRANGEBYSCORE', set, '-inf', num(horizon(letter)), 'LIMIT', 0, num(most))
    if dropLogs(ids, LOG_CHUNKS) then
      bulk('ZREM', set, ids)
      forget(ids)
      most = most - #ids
    end
  end
end

dropLogs(call('ZRANGEBYSCORE', log_kept, '-inf', num(logHorizon()), 'LIMIT', 0, 200), LOG_CHUNKS)

-- Release 0.1 knows neither logs nor what runners announce: what it sweeps or deletes leaves them behind. In time they are the oldest.
local strays = {}
for _, id in ipairs(call('ZRANGE', log_kept, 0, 99)) do
  if call('HEXISTS', tasks, id) == 0 then strays[#strays + 1] = id end
end
dropLogs(strays, LOG_CHUNKS)
-- Some at random: call by call all come up, however many there are.
for _, incarnation in ipairs(call('HRANDFIELD', runs, 100)) do
  if call('HEXISTS', runners, incarnation) == 0 then call('HDEL', runs, incarnation) end
end

-- No more than a few calls can take away: each call reads all of `dropping`.
if call('HLEN', dropping) < 200 then
  for letter, set in pairs({ p = flow_passed, f = flow_failed }) do
    for _, id in ipairs(call('ZRANGEBYSCORE', set, '-inf', num(horizon(letter)), 'LIMIT', 0, 200)) do
      call('ZREM', set, id)
      call('ZREM', flow_index, id)
      beginDrop(id, call('HGET', flows, id))
      call('HDEL', flows, id)
    end
  end
end

local abandoned = call('HGETALL', staging)
for i = 1, math.min(#abandoned, 200), 2 do
  if tonumber(string.match(abandoned[i + 1], '^(%d+)|') or '0') + 600000 < now then
    call('HDEL', staging, abandoned[i])
    beginDrop(abandoned[i], nil, string.match(abandoned[i + 1], '|(%d+)$'))
  end
end

for _, id in ipairs(call('HKEYS', dropping)) do
  if most <= 0 then break end
  local _, left = dropFlow(id, most)
  most = math.min(left, most - 1)
end
saveLeaving()

for _, incarnation in ipairs(call('ZRANGEBYSCORE', gone, '-inf', num(now - DAY), 'LIMIT', 0, 100)) do
  -- One that nobody has recovered yet keeps its row: recovering it needs its name and its queues.
  if call('HEXISTS', dying, incarnation) == 0 then
    local name = string.match(call('HGET', runners, incarnation) or '', '^[^;]*;%d+|([^|]*)')
    if name and call('HGET', holders, name) == incarnation then call('HDEL', holders, name) end
    call('HDEL', runners, incarnation)
    call('HDEL', runs, incarnation)
    call('ZREM', gone, incarnation)
  end
end

return { 'ok', (sweepable() or call('EXISTS', dropping) == 1) and '1' or '0' }
