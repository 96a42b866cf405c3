--[[ announce.lua: a runner says what it can run, at its start and whenever that changes.
  KEYS   @keys below
  ARGV   1 incarnation   2 the text
  Return {"ok"}   {"gone"} this incarnation is not registered (any more); nothing was done
  Holds  the last text stands until the runner is swept, a day after its end. A repeated call changes nothing
  Cost   O(1), at most 16 KiB
]]
--@keys meta live runs
--@include base
call('HDEL', meta, '-')
if call('HEXISTS', live, ARGV[1]) == 0 then return { 'gone' } end
call('HSET', runs, ARGV[1], ARGV[2])
return { 'ok' }
