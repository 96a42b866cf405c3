--[[ flow_list.lua: a page of workflows. Reads only.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 "all", "pending", "running", "passed", "failed"
         3 how many to pass over   4 how many to give   5 "" or the id before which to begin (all, pending, running)
  Return {"ok", now, then four for each workflow: id, row, head of its plan, how many of its tasks run}   {"format", format}
  Holds  nothing: a reader's view, of one moment. Newest first; passed and failed: latest end first
  Cost   O(log n + page), and O(running) if one of them has begun and not ended
]]
--@keys meta active flows plan flow_index flow_pending flow_running flow_passed flow_failed
--@include base gate
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep flow_now
local kind, skip, limit, before = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local set = ({ all = flow_index, pending = flow_pending, running = flow_running })[kind]
local ids
if not set then
  local letter = string.sub(kind, 1, 1)
  ids = call('ZREVRANGEBYSCORE', kind == 'passed' and flow_passed or flow_failed, '+inf', '(' .. num(horizon(letter)),
    'LIMIT', num(skip), num(limit))
elseif before == '' then
  ids = call('ZREVRANGE', set, num(skip), num(skip + limit - 1))
else
  ids = call('ZREVRANGEBYLEX', set, '(' .. before, '-', 'LIMIT', num(skip), num(limit))
end
local reply = { 'ok', num(now) }
for _, id in ipairs(ids) do
  local row, head = call('HGET', flows, id), call('HGET', plan, id)
  if row and head then
    local failed, over = string.match(row, '^1|%d+|%d+|%d+|%d+|%d+|(%d+)|%d+|%d+|%d+|%d+|%d+|%d+|(%d+)|')
    if not over or over == '0' or tonumber(over) > horizon(tonumber(failed) > 0 and 'f' or 'p') then
      reply[#reply + 1], reply[#reply + 2], reply[#reply + 3], reply[#reply + 4] = id, row, head, runningOf(id, row)
    end
  end
end
return reply
