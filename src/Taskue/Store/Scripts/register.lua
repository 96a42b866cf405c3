--[[ register.lua: a runner starts, as a new incarnation under its name.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 name   4 row of the registry
         5 heartbeat period, ms   6 heartbeat expiry, ms   7 number of partitions   8 number of queues, their names
  Return {"ok", now, epoch}   {"taken", incarnation of the holder, ms to wait, when its heartbeat expires}: nothing was done
         {"format", format}: nothing was done
  Holds  a name has one living incarnation; an expired holder is buried first. A repeated call changes nothing
  Cost   O(queues)
]]
--@keys meta live runners beats dying holders names
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include pulse bury
local me, name, period, expiry = ARGV[2], ARGV[3], tonumber(ARGV[5]), tonumber(ARGV[6])
local holder = call('HGET', holders, name)
if holder and holder ~= me and call('HEXISTS', live, holder) == 1 then
  local expires = tonumber(call('ZSCORE', beats, holder) or '0')
  local graced = inGrace(period, expiry, expires) -- asked in any case: a gap's grace begins when the gap is seen
  if expires > now then return { 'taken', holder, num(expires - now), num(expires) } end
  -- After an outage its heartbeat may only be late: the grace is its own, too.
  if graced then return { 'taken', holder, num(period), num(expires) } end
  bury(holder, 'd')
end
if call('HSETNX', meta, 'format', '1') == 1 then
  call('HSET', meta, 'epoch', num(now), 'partitions', ARGV[7])
end
call('HSET', holders, name, me)
call('HSET', runners, me, 'l|0|0|0;' .. num(now) .. '|' .. ARGV[4])
call('HSETNX', live, me, '0|0|0|||')
pulse(me, period, expiry)
for i = 9, 8 + tonumber(ARGV[8]) do call('SADD', names, ARGV[i]) end
return { 'ok', num(now), call('HGET', meta, 'epoch') }
