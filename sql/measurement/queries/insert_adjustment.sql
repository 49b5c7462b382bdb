INSERT INTO measurement_adjustment (period, refund_view, measure, line_id, kind, source, origin, sequence, booked_on)
VALUES {{(:period, :refund_view, :measure, :line, :kind, :source, :origin, :sequence, :booked_on)}}
