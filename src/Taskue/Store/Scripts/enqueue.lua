--[[ enqueue.lua: store tasks and queue them.
  KEYS   @keys below; then for each queue: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 epoch of the namespace, "" for any
         3 number of queues, their names
         then the number of tasks, and three for each: id, number of its queue, spec
         then large payloads, two for each: id, bytes
  Return {"ok", now, stored}   {"format", format}, {"epoch", epoch}: nothing was done
  Holds  a repeated id is stored once, and queued once; a full server refuses the whole call
  Cost   O(tasks log n)
]]
--@keys meta tasks blobs index names
--@include base gate queues
local no = refused(ARGV[2])
if no then return no end
local now = num(clock(ARGV[1]))
local _, mine = declared(3)
local at = 4 + #mine
local count = tonumber(ARGV[at])

local stored, order, entries = {}, {}, {}
for i = 1, #mine do entries[i] = {} end
for i = at + 1, at + 3 * count, 3 do
  local id = ARGV[i]
  if call('HSETNX', tasks, id, now .. '|' .. ARGV[i + 2]) == 1 then
    local list = entries[tonumber(ARGV[i + 1])]
    list[#list + 1] = id
    order[#order + 1], order[#order + 2] = '0', id
    stored[id] = true
  end
end
for i = at + 1 + 3 * count, #ARGV, 2 do
  if stored[ARGV[i]] then call('HSET', blobs, 'a|' .. ARGV[i], ARGV[i + 1]) end
end
bulk('ZADD', index, order)
for i, queue in ipairs(mine) do
  if #entries[i] > 0 then
    call('SADD', names, queue.name)
    bulk('RPUSH', queue.list, entries[i])
    wake(queue)
  end
end
return { 'ok', now, #order / 2 }
