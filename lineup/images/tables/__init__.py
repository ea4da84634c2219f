"""Tables that name the images of a part and their classes, of any usual shape: `recognise.recognise`."""
