-- A message for the other side. ARGV: the seat, the message.

local room, seat, why = enterSeat()
if not room then
  return refused(why)
end
if not why and seat.role == 'joiner' and seat.run ~= room.run then
  why = 'gone' -- It waits; there is no run that it could speak in.
elseif not why then
  seat.renewed = now
  if not say(room, seat.role, ARGV[5]) then
    why = 'used_up'
  end
end
saveAndWake(room)
return why and refused(why) or {'done'}
