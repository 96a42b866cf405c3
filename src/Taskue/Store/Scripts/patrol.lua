--[[ patrol.lua: what is there to do for a runner that looks after the others. Reads only; each duty has a script that decides anew.
  KEYS   @keys below; then for each of the runner's queues: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 cursor through active   3 cursor through the held tasks   4 ms past a deadline
         5 number of queues, their names
  Return {"ok", now, next cursor, next held cursor, workflows to move, "1" if there is something to sweep,
          number of lost runners (at most 20), three for each: incarnation, its registry row, and "" for one that is buried, whose heartbeat
          has expired or is missing, else a task of one whose row is lost,
          number of overdue tasks, three for each: id, starts, queue,
          held tasks, four for each: queue, id, since, method}
  Holds  nothing: a reader's view
  Cost   O(200 + expired + 500 held), and O(runners) while a heartbeat is missing
]]
--@keys meta tasks runners live beats dying active advancing staging dropping gone end_passed end_failed end_errored end_timedout end_terminated end_skipped flow_passed flow_failed log_kept
--@include base queues
local now = clock(ARGV[1])
--@include keep sweepable
local _, mine = declared(5)
local page = call('HSCAN', active, ARGV[2], 'COUNT', 200)
local reply = { 'ok', num(now), page[1], '1:0' }

local due = sweepable() or call('EXISTS', dropping) == 1
local first = call('ZRANGE', gone, 0, 0, 'WITHSCORES')
if first[2] and tonumber(first[2]) < now - 86400000 then due = true end
if call('EXISTS', staging) == 1 then due = true end
reply[5] = num(call('ZCARD', advancing))
reply[6] = due and '1' or '0'

local lost, seen = {}, {}
local function lose(incarnation, task)
  if seen[incarnation] or #lost >= 60 then return end
  seen[incarnation] = true
  lost[#lost + 1], lost[#lost + 2], lost[#lost + 3] = incarnation, call('HGET', runners, incarnation) or '', task
end
for _, incarnation in ipairs(call('HKEYS', dying)) do lose(incarnation, '') end
for _, incarnation in ipairs(call('ZRANGEBYSCORE', beats, '-inf', num(now - 1), 'LIMIT', 0, 10)) do lose(incarnation, '') end
if call('HLEN', live) > call('ZCARD', beats) then
  for _, incarnation in ipairs(call('HKEYS', live)) do
    if not call('ZSCORE', beats, incarnation) then lose(incarnation, '') end
  end
end

local overdue = {}
for i = 1, #page[2], 2 do
  local holder, starts, deadline, queue = string.match(page[2][i + 1], '^([^|]*)|(%d+)|%d+|(%d*)|%d+|%d+|%d+|([^|]*)|')
  if holder and not seen[holder] and call('HEXISTS', live, holder) == 0 then lose(holder, page[2][i]) end
  if whole(starts) and whole(deadline) and whole(deadline) + tonumber(ARGV[4]) < now then
    overdue[#overdue + 1], overdue[#overdue + 2], overdue[#overdue + 3] = page[2][i], starts, queue
  end
end
reply[7] = num(#lost / 3)
for _, value in ipairs(lost) do reply[#reply + 1] = value end
reply[#reply + 1] = num(#overdue / 3)
for _, value in ipairs(overdue) do reply[#reply + 1] = value end

-- One queue's held tasks a call, in turn: "queue number:cursor".
local which, cursor = string.match(ARGV[3], '^(%d+):(%d+)$')
which = tonumber(which)
local queue = mine[which]
if queue then
  local some = call('HSCAN', queue.held, cursor, 'COUNT', 500)
  for i = 1, #some[2], 2 do
    local since, method = string.match(some[2][i + 1], '^(%d+)|%d+|%d+|%d+|%d+|(.*)$')
    reply[#reply + 1], reply[#reply + 2] = queue.name, some[2][i]
    reply[#reply + 1], reply[#reply + 2] = num(whole(since) or 0), method or '' -- a damaged one is held in vain
  end
  reply[4] = some[1] ~= '0' and (num(which) .. ':' .. some[1]) or (num(which % #mine + 1) .. ':0')
end
return reply
