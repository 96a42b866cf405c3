-- A dead or stopped incarnation can claim and complete nothing more; what it holds is moved by recover.lua, slice by slice.
-- Needs: live beats dying
local function bury(incarnation, kind)
  call('HDEL', live, incarnation)
  call('ZREM', beats, incarnation)
  call('HSET', dying, incarnation, kind .. '|0|0|0|0') -- place of the scan, rescheduled, terminated, found in this round
end
