--[[ slow.lua: tasks that have run for long, and how long passed tasks of their kinds took. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 how long a task must have run, ms
  Return {"ok", now, number of tasks (at most 50, of one kind at most 3), three for each: how many passed tasks of its kind are in the sample
          (shared/usual.lua), their median and their longest time in ms, then eight for each task (shared/view.lua), the longest running first}
         {"format", format}
  Holds  nothing: a reader's view
  Cost   O(running), and 1000 ends for the sample
]]
--@keys meta tasks active done tries created blobs flows end_passed kept_passed
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view title usual

local found = {}
local all = call('HGETALL', active)
for i = 1, #all, 2 do
  local started = tonumber(string.match(all[i + 1], '^[^|]*|%d+|(%d+)|') or '')
  if started and started <= now - tonumber(ARGV[2]) then found[#found + 1] = { all[i], started } end
end
table.sort(found, function(x, y) return x[2] < y[2] or x[2] == y[2] and x[1] < y[1] end)

local candidates = {}
for i = 1, math.min(500, #found) do candidates[i] = found[i][1] end
local ids, wanted, counts = {}, {}, {}
for i, spec in ipairs(fields(tasks, candidates)) do
  local kind = spec and kindOf(spec)
  if kind and #ids < 50 and (counts[kind] or 0) < 3 then
    counts[kind], wanted[kind], ids[#ids + 1] = (counts[kind] or 0) + 1, {}, candidates[i]
  end
end
local usual = #ids > 0 and usualTimes(wanted) or {}
local seen = {}
view(seen, ids, false)
local reply = { 'ok', num(now), num(#seen / 8) }
for i = 1, #seen, 8 do
  for _, value in ipairs(usual[kindOf(seen[i + 1])]) do reply[#reply + 1] = value end
end
for _, value in ipairs(seen) do reply[#reply + 1] = value end
return reply
