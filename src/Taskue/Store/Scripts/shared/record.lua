-- A record of `done`: how a task ended, when, the course of its last start (as entry.lua says) and what it left behind.
local function record(letter, reason, ended, course, tail)
  return '1|' .. letter .. '|' .. reason .. '|' .. ended .. '|' .. course .. '|' .. tail
end
