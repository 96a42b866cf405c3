--[[ purge.lua: delete everything of a namespace's partition.
  KEYS   @keys below; then for each queue of the namespace: list, parked, held
  ARGV   1 now, unix ms; "" takes the server's clock   2 "1": whatever tasks dead runners still hold   3 number of queues, their names
  Return {"ok"}   {"living", names of living runners...}, {"running", number of tasks}: nothing was done
         {"need", all queues of the namespace...}: declare them   {"format", format}
  Holds  no key is left; a producer that had the namespace open finds another epoch and opens it anew
  Cost   O(keys); their memory is given back in the background (UNLINK)
]]
--@keys meta tasks active done blobs tries index created plan flows stages staging advancing dropping waiters runners runs live beats dying gone holders names end_passed end_failed end_errored end_timedout end_terminated end_skipped kept_passed kept_failed kept_errored kept_timedout kept_terminated kept_skipped flow_index flow_pending flow_running flow_passed flow_failed log logs log_kept
--@include base gate queues need
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
local byName = declared(3)
local need = undeclared(byName)
if need then return need end
local living = { 'living' }
for _, incarnation in ipairs(call('ZRANGEBYSCORE', beats, '(' .. num(clock(ARGV[1])), '+inf')) do
  living[#living + 1] = string.match(call('HGET', runners, incarnation) or '', '^[^;]*;%d+|([^|]*)') or incarnation
end
if #living > 1 then return living end
if ARGV[2] ~= '1' and call('EXISTS', active) == 1 then return { 'running', num(call('HLEN', active)) } end
for first = 1, #KEYS, 1000 do call('UNLINK', unpack(KEYS, first, math.min(first + 999, #KEYS))) end
return { 'ok' }
