--[[ recover.lua: bury a runner whose heartbeat has expired or whose row is lost, and move on what it held; one slice a call.
  KEYS   @keys below; then for each queue of that runner: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation to recover   3 heartbeat period, ms   4 heartbeat expiry, ms
         5 how many deaths of runners a task may survive   6 a task that it holds although its row is lost; "" where that is not the case
         7 number of queues, their names
  Return {"ok", "1" if there is more to move, moved}   {"alive"} it beats, or all have grace: nothing was done;
         where the time of its heartbeat was lost, it has one expiry from now on
         {"need", queues of its tasks that are not declared...}: none of them was moved
  Holds  the buried incarnation can claim and complete nothing more, so each of its tasks is moved once. A repeated call goes on
  Cost   O(200), and what ending a task costs
]]
--@keys meta live runners beats dying gone active tasks done blobs tries waiters plan flows stages created advancing end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_pending flow_running flow_passed flow_failed log logs log_kept
--@include base channels rouse queues
call('HDEL', meta, '-')
local now = clock(ARGV[1])
local nowText = num(now)
local dropped = call('HGET', meta, 'dropped') or ''
local queues = declared(7)
--@include record flow entry log log_drop finish pulse bury
local who = ARGV[2]
local registered = call('HGET', runners, who) or ''
local ended, moved = string.match(registered, '^(%a)|%d+|(%d+|%d+);')
if call('HEXISTS', live, who) == 1 then
  local expires = call('ZSCORE', beats, who)
  if not expires then
    call('ZADD', beats, num(now + tonumber(ARGV[4])), who)
    return { 'alive' }
  end
  expires = tonumber(expires)
  if expires >= now or inGrace(tonumber(ARGV[3]), tonumber(ARGV[4]), expires) then return { 'alive' } end
  bury(who, 'd')
elseif call('HEXISTS', dying, who) == 0 then
  -- Neither living nor buried: nothing is left of it, or its row was lost.
  local entry = ARGV[6] ~= '' and call('HGET', active, ARGV[6])
  if ended == 'l' or entry and string.match(entry, '^([^|]*)|') == who then
    bury(who, ended == 's' and 's' or 'd')
    if ended ~= 'l' and moved then call('HSET', dying, who, (ended == 's' and 's' or 'd') .. '|0|' .. moved .. '|0') end
  else
    call('ZREM', beats, who)
  end
end
for _, queue in pairs(queues) do call('SREM', queue.parked, who) end
local place = call('HGET', dying, who)
if not place then return { 'ok', '0', '0' } end
local kind, cursor, rescheduled, terminated, round = string.match(place, '^(%a)|(%d+)|(%d+)|(%d+)|(%d+)$')
if not kind then kind, cursor, rescheduled, terminated, round = 'd', '0', '0', '0', '0' end -- damaged: from the beginning
rescheduled, terminated = tonumber(rescheduled), tonumber(terminated)
local name = string.match(registered, '^[^;]*;%d+|([^|]*)') or ''

local page = call('HSCAN', active, cursor, 'COUNT', 200)
local mine, need = {}, { 'need' }
for i = 1, #page[2], 2 do
  local task = held(page[2][i], page[2][i + 1])
  if task and task.incarnation == who then
    mine[#mine + 1] = task
    if not queues[task.queue] then need[#need + 1] = task.queue end
  end
end
if #need > 1 then return need end

local released = {}
for _, task in ipairs(mine) do
  released[#released + 1] = task.id
  if kind == 'd' then task.deaths = task.deaths + 1 end
  if kind == 'd' and (flag(task, 2) or task.deaths >= tonumber(ARGV[5])) then
    local reason = flag(task, 2) and 'runner_died' or 'poisoned'
    local message = reason == 'runner_died' and 'Its runner ' .. name .. ' died, and the task may not be started again (AllowRescheduling is off).'
      or num(task.deaths) .. ' runners died while they held this task, the last of them ' .. name .. ' (MaxRunnerDeaths).'
    ending(task, 'x', reason, tailOf(name, reason, message))
    terminated = terminated + 1
  else
    remember(task, kind == 'd' and 'runner_died' or 'handed_back', tailOf(name, '', ''))
    requeue(task, 'LPUSH')
    rescheduled = rescheduled + 1
  end
end
bulk('HDEL', active, released)
writeFinals()
settle()
saveFlows()
wakePushed(queues)

local static = string.match(registered, '^[^;]*;(.*)$') or ''
call('HSET', runners, who, kind .. '|' .. nowText .. '|' .. num(rescheduled) .. '|' .. num(terminated) .. ';' .. static)
call('ZADD', gone, nowText, who)
-- The scan goes on over deletions, which not every server does without skipping: it ends with a round that found nothing.
round = tonumber(round) + #released
local more = page[1] ~= '0' or round > 0
if more then
  if page[1] == '0' then round = 0 end
  call('HSET', dying, who, kind .. '|' .. page[1] .. '|' .. num(rescheduled) .. '|' .. num(terminated) .. '|' .. num(round))
else
  call('HDEL', dying, who)
end
return { 'ok', more and '1' or '0', num(#released) }
