-- The code was used. ARGV: the seat.

local room, seat, why = enterSeat()
if not room then
  return refused(why)
end
if ARGV[2] ~= 'inviter' then
  why = 'gone'
elseif not why then
  room.paired = 1
  seat.renewed = now
  local joiner = room.joiner
  if joiner and joiner.away > 0 then
    joiner.held = joiner.away + RULES.resumePaired
  end
end
saveAndWake(room)
return why and refused(why) or {'done'}
