--[[ log_flow.lua: which tasks in one row of a workflow's plan have a log. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 workflow id   3 stage   4 row of that stage's plan, from 0
  Return {"ok", now, stage that the workflow is at, ms of its end or 0, then three for each task with a log: id, ms of its first line,
          how far the log goes: "starts:number"}
         {"none"} there is no such workflow   {"format", format}
  Holds  nothing: a reader's view, of one moment
  Cost   O(500)
]]
--@keys meta tasks active done tries created blobs flows plan log
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view log
local id = ARGV[2]
local row = call('HGET', flows, id)
if not row or not flowVisible(id) then return { 'none' } end
local stage, over = string.match(row, '^1|%d+|%d+|(%d+)' .. string.rep('|%d+', 9) .. '|(%d+)|')
local reply = { 'ok', num(now), num(whole(stage) or 0), num(whole(over) or 0) }
local ids = {}
for task in string.gmatch(call('HGET', plan, id .. '|' .. ARGV[3] .. '|' .. ARGV[4]) or '', '(' .. string.rep('.', 22) .. ')....') do ids[#ids + 1] = task end
for i, text in ipairs(fields(log, ids)) do
  if text then
    local last, attempts = readLog(text)
    if last > logHorizon() and #attempts > 0 then
      local n, newest = #reply, attempts[#attempts]
      reply[n + 1], reply[n + 2], reply[n + 3] = ids[i], num(attempts[1].opened), num(newest.starts) .. ':' .. num(newest.number)
    end
  end
end
return reply
