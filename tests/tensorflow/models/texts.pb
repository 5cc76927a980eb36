
.
xPlaceholder*
dtype0*
shape:
/
StringLengthStringLengthx*
unitBYTE
+
IdentityIdentityStringLength*
T0"ª