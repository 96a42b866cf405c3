--[[ leave.lua: a runner stops: first it says that it is stopping, then that it has stopped.
  KEYS   @keys below; then for each of its queues: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 "stopping" or "stopped"   4 number of queues, their names
  Return {"ok"}   {"gone"} this incarnation is not registered (any more); nothing was done
  Holds  what a stopped runner still holds goes back to its queues by recover.lua, and is charged neither an attempt nor a death
  Cost   O(queues)
]]
--@keys meta live runners beats dying gone
--@include base rouse queues
call('HDEL', meta, '-')
local now = clock(ARGV[1])
--@include bury
local me = ARGV[2]
local row = call('HGET', live, me)
if not row then return { 'gone' } end
local number, holding, command, handed = string.match(row, '^(%d+)|(%d+)|%d|%a*|(%a*)|(.*)$')
local _, mine = declared(4)
for _, queue in ipairs(mine) do
  call('SREM', queue.parked, me)
  if call('EXISTS', queue.list) == 1 then wake(queue) end -- a wake-up meant for this runner may have been its last
end
if ARGV[3] == 'stopping' then
  call('HSET', live, me, number .. '|' .. holding .. '|0|s|' .. command .. '|' .. handed)
  return { 'ok' }
end
local static = string.match(call('HGET', runners, me) or '', '^[^;]*;(.*)$') or ''
call('HSET', runners, me, 's|' .. num(now) .. '|0|0;' .. static)
call('ZADD', gone, num(now), me)
bury(me, 's')
if holding == '0' then call('HDEL', dying, me) end
return { 'ok' }
