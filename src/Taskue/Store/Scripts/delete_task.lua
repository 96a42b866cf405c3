--[[ delete_task.lua: delete a single task that has ended.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 id
  Return {"ok"}   {"none"}   {"workflow", id of the workflow that it goes with}   {"unfinished"}: nothing was done   {"format", format}
  Holds  nothing of the task is left, in no index
  Cost   O(log n)
]]
--@keys meta tasks active done tries created blobs flows index end_passed end_failed end_errored end_timedout end_terminated end_skipped log logs log_kept
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local now = clock(ARGV[1])
--@include keep view log log_drop
local id = ARGV[2]
local spec, record = call('HGET', tasks, id), call('HGET', done, id)
if not spec or not visible(spec, record) then return { 'none' } end
local workflow = string.match(spec, '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]+)|')
if workflow then return { 'workflow', workflow } end
if not record then return { 'unfinished' } end
local ends = { p = end_passed, f = end_failed, e = end_errored, t = end_timedout, x = end_terminated, s = end_skipped }
local place = ends[string.match(record, '^1|(%a)|') or '']
for _, set in pairs(place and { place } or ends) do call('ZREM', set, id) end -- a damaged record does not say where it stands
call('ZREM', index, id)
call('HDEL', tasks, id)
call('HDEL', done, id)
call('HDEL', tries, id)
call('HDEL', blobs, 'a|' .. id, 'r|' .. id)
dropLogs({ id }, MOST_CHUNKS)
return { 'ok' }
