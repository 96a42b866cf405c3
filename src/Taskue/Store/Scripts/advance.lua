--[[ advance.lua: go on with workflows whose stages are still to be moved. Any runner, and the producer of a large workflow, may call it.
  KEYS   @keys below; then for each declared queue: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 workflow id; "" takes the one that has waited longest
         3 number of queues, their names
  Return {"ok", left, queues...}: how many (of the one asked for: whether it) are still to be moved, and the queues to declare as well before this one can go on
  Holds  each stage is judged and moved once; a repeated call goes on where the last one stopped
  Cost   O(tasks moved), at most 1000
]]
--@keys meta waiters done plan flows stages created advancing kept_skipped flow_pending flow_running flow_passed flow_failed
--@include base channels rouse queues
call('HDEL', meta, '-')
local now = clock(ARGV[1])
local nowText = num(now)
local queues = declared(3)
--@include record flow
local id = ARGV[2]
if id == '' then id = call('ZRANGE', advancing, 0, 0)[1] end
if id and call('ZSCORE', advancing, id) then
  local row = flow(id)
  if row then
    advance(row)
    saveFlows()
    notify(ended)
    wakePushed(queues)
  else
    call('ZREM', advancing, id)
  end
end
local left = call('ZCARD', advancing)
if ARGV[2] ~= '' then left = call('ZSCORE', advancing, ARGV[2]) and 1 or 0 end
local reply = { 'ok', num(left) }
local seen = {}
for _, name in ipairs(needed) do
  if not seen[name] then
    seen[name] = true
    reply[#reply + 1] = name
  end
end
return reply
