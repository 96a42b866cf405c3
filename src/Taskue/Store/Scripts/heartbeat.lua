--[[ heartbeat.lua: a runner says that it lives.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 heartbeat period, ms   4 heartbeat expiry, ms
  Return {"ok", now, command}   {"gone"} this incarnation is not registered (any more); nothing was done
  Holds  after a gap in which nobody's heartbeat was accepted, everybody has one expiry of grace
  Cost   O(log runners)
]]
--@keys meta live beats
--@include base
call('HDEL', meta, '-')
local now = clock(ARGV[1])
--@include pulse
local row = call('HGET', live, ARGV[2])
if not row then return { 'gone' } end
pulse(ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
return { 'ok', num(now), string.match(row, '^%d+|%d+|%d|%a*|(%a*)|') }
