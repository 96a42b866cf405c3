--[[ resync.lua: a runner names what it holds; what the store thinks it holds beyond that goes back to the front of the queues.
  KEYS   @keys below; then for each of its queues: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 number of its last call   4 cursor, "0" to begin
         5 number of queues, their names; then the tasks it holds, two for each: id, starts
  Return {"ok", next cursor, released, ids that it does not hold any more}   {"gone"} this incarnation is not registered; nothing was done
  Holds  neither a lost reply nor a rollback of Redis strands a task. A repeated call changes nothing
  Cost   O(1000 + tasks held)
]]
--@keys meta live active tries
--@include base rouse queues
call('HDEL', meta, '-')
local now = clock(ARGV[1])
local nowText = num(now)
local queues, mine = declared(5)
--@include entry
local me = ARGV[2]
local row = call('HGET', live, me)
if not row then return { 'gone' } end

local holds, ids = {}, {}
for i = 6 + #mine, #ARGV, 2 do
  holds[ARGV[i]] = ARGV[i + 1]
  ids[#ids + 1] = ARGV[i]
end
local page = call('HSCAN', active, ARGV[4], 'COUNT', 1000)
local released = {}
for i = 1, #page[2], 2 do
  local task = held(page[2][i], page[2][i + 1])
  if task and task.incarnation == me and holds[task.id] ~= task.starts then
    released[#released + 1] = task.id
    remember(task, 'handed_back', tailOf('', '', ''))
    requeue(task, 'LPUSH')
  end
end
bulk('HDEL', active, released)
wakePushed(queues)
local reply = { 'ok', page[1], num(#released) }
if page[1] ~= '0' then return reply end

local count = 0
local entries = fields(active, ids)
for i, id in ipairs(ids) do
  local task = entries[i] and held(id, entries[i])
  if task and task.incarnation == me and task.starts == holds[id] then
    count = count + 1
  else
    reply[#reply + 1] = id
  end
end
local parked, state, command = string.match(row, '^%d+|%d+|(%d)|(%a*)|(%a*)|')
call('HSET', live, me, ARGV[3] .. '|' .. num(count) .. '|' .. parked .. '|' .. state .. '|' .. command .. '|')
return reply
