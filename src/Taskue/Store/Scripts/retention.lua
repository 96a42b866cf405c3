--[[ retention.lua: set how long finished tasks, and logs, are kept.
  KEYS   @keys below
  ARGV   pairs: letter of a final state, or l for logs, ms; 0 drops at once; "" for logs keeps them as long as their tasks
  Return {"ok"}   {"format", format}
  Holds  applies to what is stored already; what is dropped at once stands in one field that every completion reads
  Cost   O(1)
]]
--@keys meta
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
for i = 1, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    call('HDEL', meta, 'keep:' .. ARGV[i])
  else
    call('HSET', meta, 'keep:' .. ARGV[i], ARGV[i + 1])
  end
end
local dropped = ''
for _, letter in ipairs({ 'p', 'f', 'e', 't', 'x', 's', 'l' }) do
  if call('HGET', meta, 'keep:' .. letter) == '0' then dropped = dropped .. letter end
end
call('HSET', meta, 'dropped', dropped)
return { 'ok' }
