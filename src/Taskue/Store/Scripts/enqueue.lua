--[[ enqueue.lua: store tasks and queue them.
  KEYS   @keys below; then for each queue: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 epoch of the namespace, "" for any
         3 number of queues, their names; then the number of ids that callers chose, these ids
         then the number of runs, and for each: number of its queue, number of its tasks, what their
         specs begin with, and two for each task: id, the rest of its spec
         then large payloads, two for each: id, bytes
  Return {"ok", now, stored}   {"taken", id} a workflow has this id; nothing was stored   {"format", format}, {"epoch", epoch}: nothing was done
  Holds  a repeated id is stored once, and queued once; a full server refuses the whole call
  Cost   O(tasks log n)
]]
--@keys meta tasks blobs index names flows staging dropping
--@include base gate rouse queues taken
local no = refused(ARGV[2])
if no then return no end
local now = num(clock(ARGV[1]))
local _, mine = declared(3)

local at = 4 + #mine
local taken = takenByFlow(at)
if taken then return { 'taken', taken } end

at = at + 1 + tonumber(ARGV[at])
local order, specs, runs = {}, {}, {}
for i = 1, tonumber(ARGV[at]) do
  local first, beginning = #specs + 1, now .. '|' .. ARGV[at + 3]
  local last = first + 2 * tonumber(ARGV[at + 2]) - 1
  runs[i] = { queue = mine[tonumber(ARGV[at + 1])], first = first, last = last }
  at = at + 4 - first
  for to = first, last, 2 do
    order[to], order[to + 1] = '0', ARGV[at + to]
    specs[to], specs[to + 1] = ARGV[at + to], beginning .. ARGV[at + to + 1]
  end
  at = at + last
end

-- Whatever is stored stands in the index. Where all ids are new to it, as they are unless a call is repeated, none is looked up by itself.
local allNew = 2 * bulk('ZADD', index, order) == #specs
if allNew then bulk('HSET', tasks, specs) end

local stored, total = {}, 0
for _, queue in ipairs(mine) do queue.entries = {} end
for _, run in ipairs(runs) do
  local entries = run.queue.entries
  for i = run.first, run.last, 2 do
    local id = specs[i]
    if allNew or call('HSETNX', tasks, id, specs[i + 1]) == 1 then
      entries[#entries + 1], stored[id] = id, true
    end
  end
end
for i = at + 1, #ARGV, 2 do
  if stored[ARGV[i]] then call('HSET', blobs, 'a|' .. ARGV[i], ARGV[i + 1]) end
end
for _, queue in ipairs(mine) do
  if #queue.entries > 0 then
    call('SADD', names, queue.name)
    bulk('RPUSH', queue.list, queue.entries)
    wake(queue)
    total = total + #queue.entries
  end
end
return { 'ok', now, total }
