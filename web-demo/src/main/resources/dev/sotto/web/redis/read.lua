-- The room as a seat sees it. ARGV: the seat, how many messages its peer has.

local room, seat, why, happened = enterSeat()
if not room then
  return {'ended', why}
end
if happened then
  saveAndWake(room)
end
if not seat then
  return {'ended', why}
end
local waits = seat.run > room.run
local messages = waits and {} or heard(room, seat.role, tonumber(ARGV[5]))
local answer
if room.ended then
  answer = {'ended', room.ended}
elseif not messages then
  answer = {'ended', 'gone'}
else
  local other = room[OTHER[seat.role]]
  local together = room.inviter and room.joiner and room.joiner.run == room.run
  local goodUntil = math.min(expiry(room), idleUntil(room))
  if seat.held > 0 then
    goodUntil = math.min(goodUntil, seat.held)
  end
  if other then
    goodUntil =
      math.min(goodUntil, isPresent(other) and other.renewed + RULES.presence or other.held)
  end
  answer = {
    'standing',
    room.begun == 1 and not waits and '1' or NONE,
    text(room.paired),
    together and isPresent(other) and '1' or NONE,
    text(math.max(1, goodUntil - now))
  }
end
for _, message in ipairs(messages or {}) do
  answer[#answer + 1] = message
end
return answer
