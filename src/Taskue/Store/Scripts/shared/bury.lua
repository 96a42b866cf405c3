-- A dead or stopped incarnation can claim and complete nothing more; what it holds is moved by recover.lua, slice by slice.
-- Needs: live beats dying
-- Its row in `dying`: kind (d, s) | cursor | put back | terminated | how many it held | passes through `active`.
local function bury(incarnation, kind)
  local holding = string.match(call('HGET', live, incarnation) or '', '^%d+|(%d+)|') or '0'
  call('HDEL', live, incarnation)
  call('ZREM', beats, incarnation)
  call('HSET', dying, incarnation, kind .. '|0|0|0|' .. holding .. '|0')
end
