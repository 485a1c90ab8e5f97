-- The next run of an inviter. ARGV: the seat, P0.

local room, seat, why = enterSeat()
if not room then
  return refused(why)
end
local answer
if ARGV[2] ~= 'inviter' or room.paired == 1 then
  answer = refused(ARGV[2] == 'inviter' and why or 'gone')
elseif why then
  answer = refused(why)
else
  begin(room)
  local again = newSeat('inviter', seat.key, room.run)
  room.inviter = again
  room.begun = room.joiner and 1 or 0
  if say(room, 'inviter', ARGV[5]) then
    answer = attach(room, again, 0)
  else
    answer = refused('used_up')
  end
end
saveAndWake(room)
return answer
