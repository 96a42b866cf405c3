--[[ delete_flow.lua: delete a workflow that has ended, and its tasks with it.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 workflow id
  Return {"ok", "1" if tasks are left for sweep.lua}   {"none"}   {"unfinished"}: nothing was done   {"format", format}
  Holds  the workflow and all its tasks are gone for every reader at once; what they take is given back in slices
  Cost   O(1000 log n)
]]
--@keys meta flows plan stages dropping tasks done tries blobs index created flow_index flow_passed flow_failed kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped log logs log_kept
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include log log_drop leaving drop
local id = ARGV[2]
local row = call('HGET', flows, id)
if not row then return { 'none' } end
if string.match(row, '^1' .. string.rep('|%d+', 12) .. '|(%d+)|') == '0' then return { 'unfinished' } end
call('HDEL', flows, id)
call('ZREM', flow_index, id)
call('ZREM', flow_passed, id)
call('ZREM', flow_failed, id)
beginDrop(id, row)
local gone = dropFlow(id, SLICE)
saveLeaving()
return { 'ok', gone and '0' or '1' }
