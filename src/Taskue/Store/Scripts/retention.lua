--[[ retention.lua: set how long finished tasks are kept.
  KEYS   @keys below
  ARGV   pairs: letter of a final state, ms; 0 drops at once
  Return {"ok"}   {"format", format}
  Holds  applies to what is stored already; the states that are dropped at once stand in one field that every completion reads
  Cost   O(1)
]]
--@keys meta
--@include base gate
call('HDEL', meta, '-')
local no = refused('')
if no then return no end
for i = 1, #ARGV, 2 do call('HSET', meta, 'keep:' .. ARGV[i], ARGV[i + 1]) end
local dropped = ''
for _, letter in ipairs({ 'p', 'f', 'e', 't', 'x', 's' }) do
  if call('HGET', meta, 'keep:' .. letter) == '0' then dropped = dropped .. letter end
end
call('HSET', meta, 'dropped', dropped)
return { 'ok' }
