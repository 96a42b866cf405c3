--[[ open.lua: open a namespace, making it if it is new.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 number of partitions to make it with
  Return {"ok", now, epoch, partitions}   {"format", format} written by another format; nothing was done
  Holds  a namespace has one format, one epoch from its making to its deletion, and its number of partitions
  Cost   O(1)
]]
--@keys meta
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
if call('HSETNX', meta, 'format', '1') == 1 then
  call('HSET', meta, 'epoch', num(now), 'partitions', ARGV[2])
end
return { 'ok', num(now), call('HGET', meta, 'epoch'), call('HGET', meta, 'partitions') }
