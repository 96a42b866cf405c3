--[[ flow_get.lua: a workflow, and one row of its plan with the tasks in it. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 workflow id   3 stage, "" for none   4 row of that stage's plan, from 0
         5 "1": with large payloads and results
  Return {"ok", now, row, head of the plan, number of stages that are over, their rows, then eight for each task (shared/view.lua)}
         {"none"}   {"format", format}
  Holds  nothing: a reader's view, of one moment
  Cost   O(stages + 500)
]]
--@keys meta tasks active done tries created blobs flows plan stages
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view
local id = ARGV[2]
local row, head = call('HGET', flows, id), call('HGET', plan, id)
if not row or not head or not flowVisible(id) then return { 'none' } end
local over = math.min(tonumber(string.match(row, '^1|%d+|%d+|(%d+)|') or '0'), 1000) -- no workflow has more, whatever a damaged row says
local reply = { 'ok', num(now), row, head, num(over) }
local names = {}
for i = 0, over - 1 do names[#names + 1] = id .. '|' .. num(i) end
for _, value in ipairs(fields(stages, names)) do reply[#reply + 1] = value or '' end
if ARGV[3] ~= '' then
  local ids = {}
  local text = call('HGET', plan, id .. '|' .. ARGV[3] .. '|' .. ARGV[4]) or ''
  for task in string.gmatch(text, '(' .. string.rep('.', 22) .. ')....') do ids[#ids + 1] = task end
  view(reply, ids, ARGV[5] == '1')
end
return reply
