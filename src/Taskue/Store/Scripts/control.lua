--[[ control.lua: give a runner a command; it learns of it at once by its channel, or with its next heartbeat.
  KEYS   @keys below
  ARGV   1 name of the runner   2 command: "pause", "drain", "stop", or "" to take a pause back
  Return {"ok"}   {"none"} no living runner has this name; nothing was done
  Holds  a drain or stop is not taken back by a pause or resume
  Cost   O(1)
]]
--@keys meta live holders
--@include base rouse
call('HDEL', meta, '-')
local me = call('HGET', holders, ARGV[1])
local row = me and call('HGET', live, me)
if not row then return { 'none' } end
local head, command, handed = string.match(row, '^(%d+|%d+|%d|%a*|)(%a*)|(.*)$')
if command ~= 'drain' and command ~= 'stop' or ARGV[2] == 'stop' then command = ARGV[2] end
call('HSET', live, me, head .. command .. '|' .. handed)
rouse(me, 'control')
return { 'ok' }
