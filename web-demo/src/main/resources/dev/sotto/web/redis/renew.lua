-- A socket is still there. ARGV: the seat.

local room, seat, why, happened = enterSeat()
if room and seat and not why then
  happened = happened or seat.away > 0
  seat.renewed = now
  seat.away = 0
  seat.held = 0
  save(room)
end
if room and happened then
  saveAndWake(room)
end
return {'done'}
